"""What looks at every page for us does see a fault."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

PALE = "@media (prefers-color-scheme: %s) { p { color: #777; background: #888 } }"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("<input>", "label"),
        (f"<style>{PALE % 'light'}</style><p>Chữ mờ</p>", "color-contrast"),
        (f"<style>{PALE % 'dark'}</style><p>Chữ mờ</p>", "color-contrast"),
        ("<p style='width: 400px'>Rộng</p>", "sideways"),
    ],
)
def test_fault_is_told(page: Page, accessible: Callable[[Page], None], fault: str, told: str) -> None:
    page.set_content(f"<html lang='vi'><title>Trang</title><main>{fault}</main></html>")

    with pytest.raises(AssertionError, match=told):
        accessible(page)
