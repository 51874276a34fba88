"""What the worker does for this app. Arguments are ids only."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from .models import Notice
from .services.agency_tree import sync_tree
from .services.import_runs import apply_import, purge_import_files, put_off_import, read_import
from .services.invitations import claim_invitation, password_link, release_invitation
from .yielding import gives_way


def send_notice_email(notice_id: int) -> None:
    """Sends one notice by e-mail; where there is no mail server nothing happens."""
    notice = Notice.objects.select_related("recipient").filter(pk=notice_id).first()
    if notice is None or not notice.recipient.is_active:
        return
    link = f"\n\n{settings.PUBLIC_URL}{notice.url}" if notice.url else ""
    send_mail(notice.subject, f"{notice.body}{link}".strip(), None, [notice.recipient.email])


@gives_way(put_off_import)
def read_import_file(run_id: int) -> None:
    """Reads an uploaded list and makes its preview."""
    read_import(run_id, now=timezone.now())


@gives_way(put_off_import)
def store_import_rows(run_id: int) -> None:
    """Stores the rows of a confirmed list."""
    apply_import(run_id, now=timezone.now())


def send_invitations(user_ids: list[int]) -> None:
    """Writes to each invited person once, with the link to the first password."""
    for user_id in user_ids:
        user = claim_invitation(user_id, now=timezone.now())
        if user is None:
            continue
        with override(user.language):
            letter = {
                "name": user.get_full_name(),
                "link": f"{settings.PUBLIC_URL}{password_link(user)}",
                "staff_code": user.staff.staff_code,
                "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
            }
            subject = render_to_string("people/invitation_subject.txt", letter).strip()
            text = render_to_string("people/invitation.txt", letter)
        try:
            send_mail(subject, text, None, [user.email])
        except OSError:
            # The mail server is away: the queue tries again, and so must the claim.
            release_invitation(user)
            raise


def keep_people_current() -> None:
    """Daily: agencies whose new facts begin today, uploaded files that are a month old."""
    now = timezone.now()
    sync_tree(today=timezone.localdate(now))
    purge_import_files(now=now)
