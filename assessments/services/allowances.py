"""Rules of one's own: accommodations of a person, overrides of an exam for a person or a group.

Every change says why and who, stands in the audit log, and reaches the open attempts in the same transaction. Formulas:
docs/algorithms/exam-clock.md.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from assessments.core import allowances as core
from assessments.core import clock
from assessments.core.allowances import Rules
from assessments.models import (
    Accommodation,
    Attempt,
    AttemptEvent,
    AttemptState,
    CandidateGroup,
    Exam,
    ExamPart,
    Override,
    Sitting,
)
from people.models import StaffProfile, User
from people.prepared import Prepared

from .audit import record

ACCOMMODATIONS = Prepared(lambda staff: Accommodation.objects.filter(staff=staff), staff=int)
OVERRIDES = Prepared(
    lambda staff, exam: (
        Override.objects.filter(Q(staff=staff) | Q(group__members=staff), exam=exam)
        .select_related("group")
        .order_by("pk")
    ),
    staff=int,
    exam=int,
)
FIELDS = ("opens_at", "closes_at", "minutes", "attempts_allowed", "access_code")


def rules_of(
    staff: StaffProfile, exam: Exam, part: ExamPart | None = None, sitting: Sitting | None = None
) -> Rules:
    """What holds for the person in the exam; `minutes` are the part's, without a part those of the longest one.

    In a sitting that has an access code it stands for the exam's.
    """
    limits = [part.minutes] if part else list(exam.parts.values_list("minutes", flat=True))
    minutes = None if None in limits or not limits else max(limit for limit in limits if limit)
    code = (sitting.access_code if sitting else "") or exam.access_code
    return _decide(exam, minutes, code, overrides_of(staff, exam))


def _decide(exam: Exam, minutes: int | None, code: str, overrides: Iterable[Override]) -> Rules:
    overrides = list(overrides)
    own = [_as_core(each) for each in overrides if each.staff_id]
    return core.rules_for(
        Rules(
            opens_at=exam.opens_at,
            closes_at=exam.closes_at,
            minutes=minutes,
            attempts_allowed=exam.attempts_allowed,
            access_codes=_codes(code),
        ),
        groups=[_as_core(each) for each in overrides if each.group_id],
        candidate=own[0] if own else None,
    )


def times_for(exam: Exam, people: Collection[StaffProfile]) -> dict[int, list[Rules]]:
    """The rules of many at once, by person: those of every part in order, `minutes` with the accommodation."""
    parts = list(exam.parts.order_by("position").values_list("minutes", flat=True))
    given = {each.staff_id: each for each in Accommodation.objects.filter(staff__in=people)}
    overrides = list(Override.objects.filter(exam=exam).prefetch_related("group__members").order_by("pk"))
    members = {each.pk: {staff.pk for staff in each.group.members.all()} for each in overrides if each.group}

    def rules(staff: StaffProfile, minutes: int | None) -> Rules:
        theirs = [
            each for each in overrides if each.staff_id == staff.pk or staff.pk in members.get(each.pk, ())
        ]
        decided = _decide(exam, minutes, "", theirs)
        return replace(decided, minutes=with_accommodation(decided.minutes, given.get(staff.pk)))

    return {staff.pk: [rules(staff, minutes) for minutes in parts] for staff in people}


def last_moment_to_start(exam: Exam) -> datetime | None:
    """When the last of all candidates may start, those with rules of their own included; None: there is no end."""
    overrides = Override.objects.filter(exam=exam).values_list("fields", "closes_at")
    ends = [exam.closes_at, *(closes_at for fields, closes_at in overrides if "closes_at" in fields)]
    return None if None in ends else max(end for end in ends if end)


@dataclass(frozen=True)
class Origin:
    """One rule that holds for a person, and where it comes from; `groups` are those that name it."""

    field: str
    value: Any
    origin: core.Source
    groups: tuple[str, ...]


def origins_of(staff: StaffProfile, exam: Exam) -> list[Origin]:
    """Each rule of the person in the exam, before the accommodation, with its origin."""
    overrides = overrides_of(staff, exam)
    own = next((_as_core(each) for each in overrides if each.staff_id), None)
    groups = [(each.group.title, _as_core(each)) for each in overrides if each.group]
    rules = rules_of(staff, exam)
    return [
        Origin(
            field=name,
            value=", ".join(sorted(rules.access_codes)) if name == "access_code" else getattr(rules, name),
            origin=core.source_of(_in_core(name), [each for _, each in groups], own),
            groups=tuple(title for title, each in groups if getattr(each, _in_core(name)) is not core.UNSET),
        )
        for name in FIELDS
    ]


def own_time(staff: StaffProfile, part: ExamPart) -> int | None:
    """The person's own minutes for a part, the accommodation included; None without limit."""
    return with_accommodation(rules_of(staff, part.exam, part).minutes, accommodation_of(staff))


def with_accommodation(minutes: int | None, granted: Accommodation | None) -> int | None:
    """Minutes with what the person is given in every exam on top."""
    if granted is None:
        return minutes
    return core.own_minutes(
        minutes, core.Accommodation(granted.extra_minutes, granted.factor, granted.no_limit)
    )


def accommodation_of(staff: StaffProfile) -> Accommodation | None:
    """What the person is given in every exam."""
    return ACCOMMODATIONS.first(staff=staff.pk)


def overrides_of(staff: StaffProfile, exam: Exam) -> list[Override]:
    """What an exam's examiners made for the person or a group of theirs."""
    return OVERRIDES(staff=staff.pk, exam=exam.pk)


@transaction.atomic
def set_accommodation(
    staff: StaffProfile, facts: Mapping[str, Any], *, reason: str, now: datetime, by: User
) -> Accommodation:
    """Gives the person minutes, a factor, no limit or large type in every exam, at once."""
    granted, _ = Accommodation.objects.update_or_create(
        staff=staff, defaults={**facts, "reason": reason, "granted_at": now, "granted_by": by}
    )
    said = {name: str(value) for name, value in facts.items()}
    record(staff, "accommodation_set", now=now, by=by, reason=reason, **said)
    reach_open_attempts(Attempt.objects.filter(staff=staff), reason=reason, now=now, by=by)
    return granted


@transaction.atomic
def remove_accommodation(staff: StaffProfile, *, reason: str, now: datetime, by: User) -> None:
    """The exams' own times hold again."""
    Accommodation.objects.filter(staff=staff).delete()
    record(staff, "accommodation_removed", now=now, by=by, reason=reason)
    reach_open_attempts(Attempt.objects.filter(staff=staff), reason=reason, now=now, by=by)


@transaction.atomic
def set_override(
    exam: Exam,
    changes: Mapping[str, Any],
    *,
    staff: StaffProfile | None = None,
    group: CandidateGroup | None = None,
    reason: str,
    now: datetime,
    by: User,
) -> Override:
    """Changes just these fields of the exam's rules for a person or a group, at once."""
    unnamed = Override()
    values = {name: changes.get(name, getattr(unnamed, name)) for name in FIELDS}
    override, _ = Override.objects.update_or_create(
        exam=exam,
        staff=staff,
        group=group,
        defaults={**values, "fields": sorted(changes), "reason": reason, "made_at": now, "made_by": by},
    )
    said = {name: str(value) for name, value in changes.items()}
    record(exam, "override_set", now=now, by=by, reason=reason, whom=str(staff or group), **said)
    reach_open_attempts(_attempts_of(override), reason=reason, now=now, by=by)
    return override


@transaction.atomic
def remove_override(override: Override, *, reason: str, now: datetime, by: User) -> None:
    """The exam's rules hold again for whom it was made."""
    attempts = list(_attempts_of(override).values_list("pk", flat=True))
    whom = str(override.staff or override.group)
    override.delete()
    record(override.exam, "override_removed", now=now, by=by, reason=reason, whom=whom)
    reach_open_attempts(Attempt.objects.filter(pk__in=attempts), reason=reason, now=now, by=by)


@transaction.atomic
def make_group(
    exam: Exam, title: str, members: Iterable[StaffProfile], *, reason: str, now: datetime, by: User
) -> CandidateGroup:
    """A group of an exam's candidates; what holds for it, an override says."""
    group = CandidateGroup.objects.create(exam=exam, title=title)
    group.members.set(members)
    record(exam, "group_made", now=now, by=by, reason=reason, title=title, people=group.members.count())
    return group


@transaction.atomic
def save_group(
    exam: Exam,
    title: str,
    members: Iterable[StaffProfile],
    changes: Mapping[str, Any],
    *,
    group: CandidateGroup | None = None,
    reason: str,
    now: datetime,
    by: User,
) -> CandidateGroup:
    """A group, new or as it is changed now, with what holds for it."""
    if group is None:
        group = make_group(exam, title, members, reason=reason, now=now, by=by)
    else:
        group.title = title
        group.save(update_fields=["title"])
        change_members(group, members, reason=reason, now=now, by=by)
    set_override(exam, changes, group=group, reason=reason, now=now, by=by)
    return group


@transaction.atomic
def change_members(
    group: CandidateGroup, members: Iterable[StaffProfile], *, reason: str, now: datetime, by: User
) -> None:
    """Who was in the group or is now: the change reaches them at once."""
    before = set(group.members.all())
    group.members.set(members)
    people = before | set(group.members.all())
    record(group.exam, "group_changed", now=now, by=by, reason=reason, title=group.title, people=len(people))
    attempts = Attempt.objects.filter(part__exam=group.exam_id, staff__in=people)
    reach_open_attempts(attempts, reason=reason, now=now, by=by)


@transaction.atomic
def remove_group(group: CandidateGroup, *, reason: str, now: datetime, by: User) -> None:
    """Takes the group and what was made for it away."""
    people = list(group.members.all())
    exam, title = group.exam, group.title
    group.delete()
    record(exam, "group_removed", now=now, by=by, reason=reason, title=title, people=len(people))
    attempts = Attempt.objects.filter(part__exam=exam, staff__in=people)
    reach_open_attempts(attempts, reason=reason, now=now, by=by)


def reach_open_attempts(attempts: "QuerySet[Attempt]", *, reason: str, now: datetime, by: User) -> int:
    """Recompute the time of those under way from their start; return for how many something changed."""
    under_way = attempts.filter(state=AttemptState.IN_PROGRESS).select_related(
        "part__exam", "staff", "sitting"
    )
    rows = under_way.select_for_update(of=("self",)).order_by("pk")
    return sum(_recompute(attempt, reason=reason, now=now, by=by) for attempt in rows)


def _recompute(attempt: Attempt, *, reason: str, now: datetime, by: User) -> bool:
    granted = accommodation_of(attempt.staff)
    rules = rules_of(attempt.staff, attempt.part.exam, attempt.part)
    minutes, own = attempt.policy["minutes"], with_accommodation(rules.minutes, granted)
    large_type = bool(granted and granted.large_type)
    if (minutes, attempt.policy.get("large_type", False)) == (own, large_type):
        return False
    before = attempt.deadline
    attempt.deadline = clock.moved_deadline(
        datetime.fromisoformat(attempt.policy.get("counts_from", attempt.started_at.isoformat())),
        before,
        minutes=minutes,
        own_minutes=own,
        now=now,
        ends_at=attempt.sitting.ends_at if attempt.sitting else None,
    )
    attempt.closes_at = clock.closes_at(attempt.deadline, attempt.policy["grace_seconds"])
    attempt.policy |= {"minutes": own, "large_type": large_type}
    attempt.save(update_fields=["deadline", "closes_at", "policy"])
    data = {
        "reason": reason,
        "minutes": own,
        "from": before.isoformat(),
        "deadline": attempt.deadline.isoformat(),
    }
    AttemptEvent.objects.create(attempt=attempt, kind="time_changed", at=now, by=by, data=data)
    return True


def _attempts_of(override: Override) -> "QuerySet[Attempt]":
    attempts = Attempt.objects.filter(part__exam=override.exam_id)
    if override.staff_id:
        return attempts.filter(staff=override.staff_id)
    return attempts.filter(staff__candidate_groups=override.group_id)


def _as_core(override: Override) -> core.Override:
    """Only the fields that it names."""
    values = {_in_core(name): getattr(override, name) for name in override.fields}
    if "access_codes" in values:
        values["access_codes"] = _codes(values["access_codes"])
    return core.Override(**values)


def _in_core(field: str) -> str:
    """One code here, the several that may open there."""
    return "access_codes" if field == "access_code" else field


def _codes(code: str) -> frozenset[str]:
    return frozenset({code}) if code else frozenset()
