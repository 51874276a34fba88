"""Banks, items, blueprints, exams and sittings that the user may see: their agencies' and nothing else (404)."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assessments.models import Attempt, Blueprint, Exam, ExamPart, Item, ItemBank, Place, Sitting
from assessments.models.attempts import AttemptQuerySet
from people.models import Agency, ImportRun, Role
from people.scope import agencies_for, require_role, signed_in

AUTHORS = (Role.TRAINER, Role.EXAMINER)
WATCHERS = (Role.INVIGILATOR, Role.EXAMINER)


def agencies(request: HttpRequest) -> "QuerySet[Agency]":
    """Where the user is trainer or examiner."""
    return agencies_for(request.user, *AUTHORS)


def banks(request: HttpRequest) -> "QuerySet[ItemBank]":
    return ItemBank.objects.filter(agency__in=agencies(request)).select_related("agency")


def exams(request: HttpRequest) -> "QuerySet[Exam]":
    return Exam.objects.filter(agency__in=agencies(request)).select_related("agency", "course")


def get_bank(request: HttpRequest, uuid: UUID) -> ItemBank:
    return get_object_or_404(banks(request), uuid=uuid)


def get_item(request: HttpRequest, uuid: UUID) -> Item:
    items = Item.objects.filter(bank__in=banks(request))
    return get_object_or_404(items.select_related("bank__agency", "current_version"), uuid=uuid)


def get_blueprint(request: HttpRequest, uuid: UUID) -> Blueprint:
    return get_object_or_404(
        Blueprint.objects.filter(bank__in=banks(request)).select_related("bank__agency"), uuid=uuid
    )


def get_exam(request: HttpRequest, uuid: UUID) -> Exam:
    return get_object_or_404(exams(request), uuid=uuid)


def get_examined(request: HttpRequest, uuid: UUID) -> Exam:
    """An exam over whose agency the user is examiner; a trainer of it is refused."""
    exam = get_exam(request, uuid)
    require_role(request.user, Role.EXAMINER, agency=exam.agency)
    return exam


def get_part(request: HttpRequest, uuid: UUID) -> ExamPart:
    return get_object_or_404(
        ExamPart.objects.filter(exam__in=exams(request)).select_related("exam__agency"), uuid=uuid
    )


def get_item_import(request: HttpRequest, uuid: UUID, kind: str) -> tuple[ImportRun, ItemBank]:
    """An import of questions and the bank that it is for."""
    run = get_object_or_404(ImportRun, uuid=uuid, kind=kind)
    return run, get_bank(request, UUID(run.options["bank"]))


def examined(request: HttpRequest) -> "QuerySet[Agency]":
    """Where the user is examiner."""
    return agencies_for(request.user, Role.EXAMINER)


def sittings(request: HttpRequest) -> "QuerySet[Sitting]":
    """An examiner's: those of their agencies. An invigilator's: those that name them, while the role lasts."""
    watched = Q(invigilators=signed_in(request), agency__in=agencies_for(request.user, *WATCHERS))
    found = Sitting.objects.filter(Q(agency__in=examined(request)) | watched)
    return Sitting.objects.filter(pk__in=found.values("pk")).select_related("exam", "agency")


def get_sitting(request: HttpRequest, uuid: UUID) -> Sitting:
    """A sitting that the user prepares or watches."""
    return get_object_or_404(sittings(request), uuid=uuid)


def get_watched(request: HttpRequest, uuid: UUID) -> Attempt:
    """An attempt in a sitting that the user prepares or watches."""
    attempts = Attempt.objects.filter(sitting__in=sittings(request))
    return get_object_or_404(attempts.select_related("staff", "sitting", "part__exam"), uuid=uuid)


def judged(request: HttpRequest) -> AttemptQuerySet:
    """The attempts whose results the user may see: as examiner of the exam, or of the sitting."""
    where = examined(request)
    return Attempt.objects.filter(Q(part__exam__agency__in=where) | Q(sitting__agency__in=where))


def get_judged_exam(request: HttpRequest, uuid: UUID) -> Exam:
    """An exam that the user examines as a whole, or in one of its sittings."""
    where = examined(request)
    own_sittings = Sitting.objects.filter(agency__in=where).values("exam")
    return get_object_or_404(Exam.objects.filter(Q(agency__in=where) | Q(pk__in=own_sittings)), uuid=uuid)


def get_own_sitting(request: HttpRequest, uuid: UUID) -> Sitting:
    """A sitting that the user may prepare: 404 outside what they see, 403 for one that they only watch."""
    sitting = get_sitting(request, uuid)
    require_role(request.user, Role.EXAMINER, agency=sitting.agency)
    return sitting


def get_place(request: HttpRequest, uuid: UUID) -> Place:
    """A place in a sitting that the user prepares or watches."""
    places = Place.objects.filter(sitting__in=sittings(request))
    return get_object_or_404(places.select_related("sitting__exam", "sitting__agency", "staff"), uuid=uuid)
