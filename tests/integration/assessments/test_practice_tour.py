"""The practice tour of the exam's controls: all of it without JavaScript, nothing stored."""

import pytest
from django.test import Client

from people.models import StaffProfile

pytestmark = pytest.mark.django_db
TOUR = "/exams/practice/"


@pytest.fixture
def client_of_learner(client: Client, learner: StaffProfile) -> Client:
    client.force_login(learner.user)
    return client


def test_tour_opens_for_everybody(client_of_learner: Client) -> None:
    answer = client_of_learner.get(TOUR)

    assert answer.status_code == 200
    assert "data-practice" in answer.text


def test_visitor_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get(TOUR)

    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={TOUR}"


def test_other_methods_are_refused(client_of_learner: Client) -> None:
    assert client_of_learner.put(TOUR).status_code == 405


def test_next_keeps_what_was_given(client_of_learner: Client) -> None:
    answer = client_of_learner.post(TOUR, {"act": "go-2", "item-1": "0", "item-2": ["0", "1"]})

    assert answer.context["current"] == 2
    assert [item["value"] for item in answer.context["items"]] == [0, [0, 1], None]


def test_review_names_the_blanks(client_of_learner: Client) -> None:
    answer = client_of_learner.post(TOUR, {"act": "review", "item-1": "0", "item-3-0": "2"})

    assert answer.context["blanks"] == [2]


def test_submitting_ends_the_tour(client_of_learner: Client) -> None:
    answer = client_of_learner.post(TOUR, {"act": "submit"})

    assert answer.templates[0].name == "assessments/practice_done.html"


@pytest.mark.parametrize("item", ["", "0", "9", "x", "²", "-1", "99999999999"])
def test_strange_addresses_show_an_item(client_of_learner: Client, item: str) -> None:
    answer = client_of_learner.get(TOUR, {"item": item})

    assert answer.context["current"] in {1, 3}


def test_strange_answers_count_as_blank(client_of_learner: Client) -> None:
    answer = client_of_learner.post(TOUR, {"act": "review", "item-1": "77777", "item-2": "nan"})

    assert answer.context["blanks"] == [1, 2, 3]
