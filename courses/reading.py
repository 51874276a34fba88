"""Who may read which lessons, and with them the self-checks and files that those hold."""

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.permissions import page_permission_policy

from people.models import User

from .models import Enrolment, LessonPage


def readable_lessons(user: User) -> "QuerySet[LessonPage]":
    """The published lessons of the courses that the user takes, and those that the user may edit."""
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    readable = Q(pk__in=editable.values("pk"))
    for path in Enrolment.objects.active().filter(staff__user=user).values_list("course__path", flat=True):
        readable |= Q(path__startswith=path)
    return LessonPage.objects.live().filter(readable)


def may_read_item(user: User, uuid: str) -> bool:
    """Whether a lesson that the user may read holds the practice item as a self-check."""
    lessons = readable_lessons(user).annotate(stored=Cast("body", TextField()))
    return lessons.filter(stored__contains=uuid).exists()
