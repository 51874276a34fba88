"""What this app does when something happened."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django_q.tasks import async_task

from .models import Notice
from .signals import notice_created

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


@receiver(notice_created, dispatch_uid="queue_notice_email")
def queue_notice_email(notice: Notice, **kwargs: Any) -> None:
    """Leaves the e-mail to the worker, in the transaction of the notice."""
    if settings.EMAIL_BACKEND != NO_MAIL:
        async_task("people.tasks.send_notice_email", notice.pk)
