"""Importing a staff list: accounts, staff records and postings, many at a time. Nothing is sent to anybody."""

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from .. import ledger
from ..importing import StaffPlan, plan_staff
from ..models import Agency, User
from ..spreadsheet import read_sheets
from .import_report import Outcome, Report, as_report
from .staff_changes import StaffWork, compare_staff
from .staff_directory import load_directory
from .staff_writing import store_staff

Progress = Callable[[int, int], None]


class StaffChangedMeanwhile(Exception):
    """Somebody else changed the same people between reading and storing; nothing was stored."""

    def __str__(self) -> str:
        return gettext("Somebody else changed the same people just now. Nothing was stored. Try again.")


def import_staff(
    file: BinaryIO,
    *,
    now: datetime,
    by: User | None,
    within: Agency | None = None,
    dry_run: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Reads a staff list and, unless `dry_run`, stores it; returns the report to keep.

    `by` None is the operator at the console, who may change everybody; others change nobody outside their subtree,
    nor outside `within`. With `strict` nothing is stored when any row is refused. Raises BadSpreadsheet when
    the file as a whole cannot be read, StaffChangedMeanwhile when it has to be tried again.
    """
    told = progress or (lambda _done, _total: None)
    today = timezone.localdate(now)
    sheets = read_sheets(file, progress=lambda lines: told(lines, 0))
    directory, pks = load_directory(by, within, today=today)
    plan = plan_staff(sheets, directory, today=today)
    work = compare_staff(plan.records, pks, today=today)
    refused = any(problem.is_refusal for problem in plan.problems)
    store = not dry_run and not (strict and refused)
    if store and work.has_changes:
        _store(plan, work, told, now=now, by=by)
    told(plan.rows, plan.rows)
    return as_report(plan, work.outcome, applied=store)


def _store(plan: StaffPlan, work: StaffWork, told: Progress, *, now: datetime, by: User | None) -> None:
    # Everything was compared before: the transaction, which on SQLite keeps all other writers out, only writes.
    try:
        with transaction.atomic():
            store_staff(work, now=now, progress=lambda done: told(done, plan.rows))
            _log(plan, work.outcome, now=now, by=by)
    except IntegrityError as error:
        raise StaffChangedMeanwhile from error


def _log(plan: StaffPlan, outcome: Outcome, *, now: datetime, by: User | None) -> None:
    facts = {"rows": plan.rows, "added": len(outcome.added), "changed": len(outcome.changed)}
    ledger.append("staff-import", "staff", facts, now=now, by=by)
