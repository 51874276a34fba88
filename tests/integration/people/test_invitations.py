"""Inviting people to set their first password."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from people.mail import NO_MAIL
from people.models import LedgerEntry, StaffProfile
from people.services.invitations import claim_invitation
from people.tasks import send_invitations

SignIn = Callable[[StaffProfile], Client]
URL = "/people/invitations/"


def test_chosen_people_are_written_to(manager: StaffProfile, learner: StaffProfile, sign_in: SignIn) -> None:
    answer = sign_in(manager).post(URL, {"person": [str(learner.uuid), "nonsense"]})

    assert answer.status_code == 302
    assert OrmQ.objects.count() == 1
    assert LedgerEntry.objects.get(kind="staff-invited").payload == {"count": 1}


def test_letter_leads_to_first_password(learner: StaffProfile, client: Client) -> None:
    send_invitations([learner.user_id])

    letter = mail.outbox[0]
    page = client.get(re.search(r"http://testserver(\S+)", letter.body)[1], follow=True)
    assert letter.to == [learner.user.email]
    assert learner.staff_code in letter.body
    assert "new_password1" in page.content.decode()


def test_repeated_task_writes_once(learner: StaffProfile) -> None:
    send_invitations([learner.user_id])
    send_invitations([learner.user_id])

    assert len(mail.outbox) == 1


def test_failed_letter_is_tried_again(learner: StaffProfile, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("people.tasks.send_mail", away)

    with pytest.raises(ConnectionRefusedError):
        send_invitations([learner.user_id])

    learner.user.refresh_from_db()
    assert learner.user.invited_at is None


def test_day_later_may_write_again(learner: StaffProfile, now: datetime) -> None:
    assert claim_invitation(learner.user_id, now=now) is not None
    assert claim_invitation(learner.user_id, now=now + timedelta(hours=23)) is None
    assert claim_invitation(learner.user_id, now=now + timedelta(hours=25)) is not None


def test_who_has_password_is_left_alone(learner: StaffProfile) -> None:
    learner.user.set_password("mật khẩu đã đặt")
    learner.user.save()

    send_invitations([learner.user_id])

    assert mail.outbox == []


def test_strangers_cannot_be_invited(manager: StaffProfile, stranger: StaffProfile, sign_in: SignIn) -> None:
    sign_in(manager).post(URL, {"person": [str(stranger.uuid)]})

    assert not OrmQ.objects.exists()


def test_everybody_means_own_subtree(
    manager: StaffProfile, learner: StaffProfile, stranger: StaffProfile, sign_in: SignIn
) -> None:
    sign_in(manager).post(URL, {"all": "1"})

    assert LedgerEntry.objects.get(kind="staff-invited").payload == {"count": 2}


def test_links_replace_letters_without_mail(
    manager: StaffProfile, learner: StaffProfile, sign_in: SignIn, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = NO_MAIL

    page = sign_in(manager).post(URL, {"person": [str(learner.uuid)]}).content.decode()

    assert "/accounts/reset/" in page
    assert not OrmQ.objects.exists()
    assert LedgerEntry.objects.filter(kind="password-link", by=manager.user).exists()


def test_link_for_one_person(manager: StaffProfile, learner: StaffProfile, sign_in: SignIn) -> None:
    answer = sign_in(manager).post(reverse("people:invite_link", args=[learner.uuid]))

    assert "/accounts/reset/" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_owner_hears_of_new_link(manager: StaffProfile, learner: StaffProfile, sign_in: SignIn) -> None:
    learner.user.set_password("mật khẩu đã đặt")
    learner.user.save()

    sign_in(manager).post(reverse("people:invite_link", args=[learner.uuid]))

    assert manager.full_name in learner.user.notices.get().body


def test_forgotten_password_is_set_by_a_handed_link(
    manager: StaffProfile, learner: StaffProfile, sign_in: SignIn, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = NO_MAIL
    learner.user.set_password("mật khẩu đã quên mất")
    learner.user.save()
    page = sign_in(manager).post(reverse("people:invite_link", args=[learner.uuid])).content.decode()
    owner = Client()

    form = owner.get(re.search(r"http://testserver(\S+?)</code>", page)[1], follow=True)
    new = "một câu dài chỉ mình tôi biết"
    owner.post(form.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    owner.post(reverse("login"), {"username": learner.staff_code, "password": new})

    assert owner.get("/profile/").context["user"] == learner.user


def test_link_answers_the_usual_questions(
    outsider: StaffProfile, learner: StaffProfile, colleague: StaffProfile, sign_in: SignIn
) -> None:
    url = reverse("people:invite_link", args=[learner.uuid])

    assert sign_in(outsider).post(url).status_code == 404
    assert sign_in(outsider).get(url).status_code == 405
    assert sign_in(colleague).post(url).status_code == 403


def test_command_invites_an_agency(learner: StaffProfile, stranger: StaffProfile) -> None:
    call_command("invite_staff", "--agency", "H77.01")

    assert OrmQ.objects.count() == 1
    assert LedgerEntry.objects.get(kind="staff-invited").payload == {"count": 1}


def test_command_may_only_count(learner: StaffProfile, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("invite_staff", "--agency", "H77", "--dry-run")

    assert "1" in capsys.readouterr().out
    assert not OrmQ.objects.exists()


def test_command_knows_its_agency(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("invite_staff", "--agency", "H99")
