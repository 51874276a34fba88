"""Vietnamese for everybody, English for who asks for it by the switch."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"


def test_english_browser_gets_vietnamese(client: Client) -> None:
    page = client.get(SIGN_IN, headers={"accept-language": "en-US,en;q=0.9"})

    assert page.headers["Content-Language"] == "vi"


def test_switch_to_english_is_kept(client: Client) -> None:
    client.post("/language/", {"language": "en", "next": SIGN_IN})

    page = client.get(SIGN_IN)

    assert page.headers["Content-Language"] == "en"
    assert "Sign in" in page.content.decode()


def test_unknown_language_is_not_believed(client: Client) -> None:
    client.cookies["django_language"] = "xx"

    page = client.get(SIGN_IN)

    assert page.headers["Content-Language"] == "vi"
