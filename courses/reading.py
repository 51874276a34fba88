"""Who may read which lessons, and with them the self-checks and files that those hold."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.documents.models import AbstractDocument
from wagtail.documents.permissions import permission_policy as document_permission_policy
from wagtail.models import ReferenceIndex
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


def lessons_with(document: AbstractDocument) -> "QuerySet[LessonPage]":
    """The published lessons that offer the file, or link to it in their text."""
    kind = ContentType.objects.get_for_model(LessonPage)
    references = ReferenceIndex.get_references_to(document).filter(content_type=kind)
    pks = {int(pk) for pk in references.values_list("object_id", flat=True)}
    return LessonPage.objects.live().filter(pk__in=pks)


def may_read_document(user: User, document: AbstractDocument) -> bool:
    """Whether the user may read a lesson with the file, or may put the file into one."""
    if readable_lessons(user).filter(pk__in=lessons_with(document).values("pk")).exists():
        return True
    writers = document_permission_policy
    return bool(writers.user_has_any_permission_for_instance(user, ["choose", "change"], document))
