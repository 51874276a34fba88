"""What the worker does for this app. Arguments are ids only."""

from django.conf import settings
from django.core.mail import send_mail

from .models import Notice


def send_notice_email(notice_id: int) -> None:
    """Sends one notice by e-mail; where there is no mail server nothing happens."""
    notice = Notice.objects.select_related("recipient").filter(pk=notice_id).first()
    if notice is None or not notice.recipient.is_active:
        return
    link = f"\n\n{settings.PUBLIC_URL}{notice.url}" if notice.url else ""
    send_mail(notice.subject, f"{notice.body}{link}".strip(), None, [notice.recipient.email])
