"""ORM to DataFrame: everything a roll-up reads, as it was at the end of one day in Vietnam."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.models import Attempt, AttemptState, Exam, ExamState, Settlement
from courses.models import Assignment, Enrolment, Exemption
from people.models import AgencyPeriod, Posting
from reports.analysis import Facts
from reports.periods import Period


def day_end(day: date) -> datetime:
    """The first moment after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def read_facts(period: Period, as_of: date) -> Facts:
    """The frames that `analysis` describes. What came after the as-of date does not exist yet."""
    return Facts(
        tree=_tree(as_of),
        members=_members(as_of),
        assignments=_assignments(period, as_of),
        exemptions=_exemptions(as_of),
        enrolments=_enrolments(as_of),
        exams=_exams(),
        results=_results(as_of),
        voided=_voided(as_of),
    )


def _tree(as_of: date) -> pd.DataFrame:
    rows = AgencyPeriod.objects.on(as_of)
    frame = _frame(rows, agency="agency_id", parent="parent_id", code="code", name="name")
    return frame.astype({"agency": "int64", "parent": "Int64", "code": "object", "name": "object"})


def _members(as_of: date) -> pd.DataFrame:
    rows = Posting.objects.on(as_of).filter(staff__simulated=False)
    return _frame(rows, staff="staff_id", agency="agency_id").astype("int64")


def _assignments(period: Period, as_of: date) -> pd.DataFrame:
    rows = Assignment.objects.filter(_open_at("withdrawn_at", as_of))
    rows = rows.filter(starts_on__lte=as_of, due_on__gte=period.start)
    frame = _frame(rows, course="course_id", agency="agency_id", starts_on="starts_on", due_on="due_on")
    return frame.astype({"course": "int64", "agency": "int64"}).assign(
        starts_on=pd.to_datetime(frame["starts_on"]), due_on=pd.to_datetime(frame["due_on"])
    )


def _exemptions(as_of: date) -> pd.DataFrame:
    valid = Q(valid_to=None) | Q(valid_to__gte=as_of)
    rows = Exemption.objects.filter(valid, _open_at("withdrawn_at", as_of), valid_from__lte=as_of)
    return _frame(rows, staff="staff_id", course="course_id").astype({"staff": "int64", "course": "Int64"})


def _enrolments(as_of: date) -> pd.DataFrame:
    """Completed after the as-of date is not completed yet."""
    rows = Enrolment.objects.filter(_open_at("withdrawn_at", as_of), enrolled_at__lt=day_end(as_of))
    frame = _frame(rows, staff="staff_id", course="course_id", completed_on="completed_at")
    days = _days(frame["completed_on"])
    frame = frame.astype({"staff": "int64", "course": "int64"})
    return frame.assign(completed_on=days.where(days <= pd.Timestamp(as_of)))


def _exams() -> pd.DataFrame:
    """Official ones that were published: a trial exam is owed by nobody."""
    rows = Exam.objects.filter(official=True).exclude(state=ExamState.DRAFT).exclude(course=None)
    return _frame(rows, exam="pk", course="course_id", attempts_allowed="attempts_allowed").astype("int64")


def _results(as_of: date) -> pd.DataFrame:
    """As they stood at the end of the day: later attempts and scorings change nothing. Trial attempts have none."""
    rows = Settlement.objects.filter(at__lt=day_end(as_of), result__staff__simulated=False)
    frame = _frame(
        rows,
        settlement="pk",
        result="result_id",
        staff="result__staff_id",
        exam="result__exam_id",
        score="score",
        passed="passed",
        settled_on="settled_at",
        first_score="first_score",
        attempts_used="attempts_used",
    )
    frame = frame.sort_values("settlement").drop_duplicates("result", keep="last")
    frame = frame[frame["attempts_used"] > 0].drop(columns=["settlement", "result"]).reset_index(drop=True)
    whole = {"staff": "int64", "exam": "int64", "passed": "bool", "attempts_used": "int64"}
    return frame.astype(whole).assign(
        score=_hundredths(frame["score"]),
        first_score=_hundredths(frame["first_score"]),
        settled_on=_days(frame["settled_on"]),
    )


def _voided(as_of: date) -> pd.DataFrame:
    rows = Attempt.objects.official().filter(state=AttemptState.VOIDED, started_at__lt=day_end(as_of))
    frame = _frame(rows, staff="staff_id", exam="part__exam_id", started_on="started_at")
    return frame.astype({"staff": "int64", "exam": "int64"}).assign(started_on=_days(frame["started_on"]))


def _open_at(field: str, as_of: date) -> Q:
    """Not ended by the end of the day."""
    return Q(**{field: None}) | Q(**{f"{field}__gte": day_end(as_of)})


def _frame(rows: QuerySet[Any], **columns: str) -> pd.DataFrame:
    """One column per keyword, in any row order, without making model instances."""
    values: Sequence[tuple[Any, ...]] = list(rows.order_by().values_list(*columns.values()))
    return pd.DataFrame(values, columns=list(columns))


def _days(moments: pd.Series) -> pd.Series:
    """Moments as calendar days in Vietnam, without a zone."""
    local = pd.to_datetime(moments, utc=True).dt.tz_convert(str(timezone.get_default_timezone()))
    return local.dt.normalize().dt.tz_localize(None)


def _hundredths(scores: pd.Series) -> pd.Series:
    """Decimal points with two digits as whole hundredths: sums stay exact."""
    return (scores.astype("float64") * 100).round().astype("int64")
