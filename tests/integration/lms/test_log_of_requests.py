"""What the log says of a request that failed."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from people.models import StaffProfile

SignIn = Callable[[StaffProfile], Client]


def test_refusal_is_one_line(
    sign_in: SignIn, learner: StaffProfile, caplog: pytest.LogCaptureFixture
) -> None:
    address = reverse("reports_dashboard")

    assert sign_in(learner).get(address, {"q": "Nguyễn"}).status_code == 403

    (record,) = caplog.records
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)
    assert record.getMessage() == f"Forbidden (Permission denied): {address}"


def test_fault_keeps_its_traceback(
    sign_in: SignIn,
    learner: StaffProfile,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("people.views.own.Paginator", None)
    browser = sign_in(learner)
    browser.raise_request_exception = False

    assert browser.get(reverse("notices")).status_code == 500

    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
