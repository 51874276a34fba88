"""Importing a list of agencies: the tree as it is, and its history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from .. import ledger
from ..importing import AgencyPlan, AgencyRecord, KnownAgency, changed_facts, plan_agencies
from ..models import Agency, AgencyPeriod, Role, User
from ..scope import agencies_for
from ..spreadsheet import read_sheets
from .agency_tree import parents_by_code, rebuild_tree, sync_tree
from .import_report import Change, Outcome, Report, as_report

Progress = Callable[[int, int], None]
_BATCH = 500


@dataclass(slots=True)
class _Work:
    """What the plan means for the rows that are there."""

    new: list[AgencyRecord] = field(default_factory=list)
    dated: list[AgencyRecord] = field(default_factory=list)
    levels: list[AgencyRecord] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)


def import_agencies(
    file: BinaryIO,
    *,
    now: datetime,
    by: User | None,
    within: Agency | None = None,
    dry_run: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Reads a list of agencies and, unless `dry_run`, stores it; returns the report to keep.

    `by` None is the operator at the console, who may change everything. With `strict` nothing is stored when any
    row is refused. Raises BadSpreadsheet when the file as a whole cannot be read.
    """
    told = progress or (lambda _done, _total: None)
    sheets = read_sheets(file, progress=lambda lines: told(lines, 0))
    may_add_top = within is None and (by is None or by.is_superuser)
    with transaction.atomic():
        known = _known(by, within)
        plan = plan_agencies(sheets, known, may_add_top=may_add_top)
        work = _compare(plan, known)
        store = not dry_run and not (strict and plan.problems)
        if store and (work.outcome.added or work.outcome.changed):
            _store(work, timezone.localdate(now))
            _log(plan, work.outcome, now=now, by=by)
    told(plan.rows, plan.rows)
    return as_report(plan, work.outcome, applied=store)


def _known(by: User | None, within: Agency | None) -> dict[str, KnownAgency]:
    managed = Agency.objects.all() if by is None else agencies_for(by, Role.HR_MANAGER, Role.ADMINISTRATOR)
    if within is not None:
        managed = managed.filter(path__startswith=within.path)
    in_scope = set(managed.values_list("pk", flat=True))
    periods = AgencyPeriod.objects.filter(valid_to=None).select_related("agency", "parent")
    return {
        period.agency.code: KnownAgency(
            name=period.name,
            parent_code=period.parent.code if period.parent else "",
            legacy_code=period.legacy_code or "",
            legacy_today=period.agency.legacy_code or "",
            valid_from=period.valid_from,
            in_scope=period.agency_id in in_scope,
        )
        for period in periods
    }


def _compare(plan: AgencyPlan, known: Mapping[str, KnownAgency]) -> _Work:
    work = _Work()
    levels = dict(Agency.objects.values_list("code", "kind"))
    for record in plan.records:
        here = known.get(record.code)
        if here is None:
            work.new.append(record)
            work.outcome.added.append(Change(record.line, record.code, record.name))
            continue
        facts = changed_facts(record, here)
        if facts:
            work.dated.append(record)
        if record.kind and record.kind != levels[record.code]:
            work.levels.append(record)
            facts["level"] = levels[record.code], record.kind
        if facts:
            work.outcome.changed.append(Change(record.line, record.code, record.name, facts))
        else:
            work.outcome.unchanged += 1
    return work


def _store(work: _Work, today: date) -> None:
    parents = parents_by_code() | {record.code: record.parent_code for record in work.new}
    fresh = [
        Agency(code=record.code, name=record.name, legacy_code=record.legacy_code or None, kind=record.kind)
        for record in work.new
    ]
    rebuild_tree(parents, fresh)
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for record in work.levels:
        agencies[record.code].kind = record.kind
    Agency.objects.bulk_update([agencies[r.code] for r in work.levels], ["kind"], batch_size=_BATCH)
    opened = [_period(record, agencies, record.valid_from or today) for record in work.new]
    opened += _closing_the_old(work.dated, agencies, today)
    AgencyPeriod.objects.bulk_create(opened, batch_size=_BATCH)
    sync_tree(today=today)


def _period(record: AgencyRecord, agencies: Mapping[str, Agency], since: date) -> AgencyPeriod:
    return AgencyPeriod(
        agency=agencies[record.code],
        parent=agencies.get(record.parent_code),
        code=record.code,
        legacy_code=record.legacy_code or None,
        name=record.name,
        valid_from=since,
    )


def _closing_the_old(
    records: list[AgencyRecord], agencies: Mapping[str, Agency], today: date
) -> list[AgencyPeriod]:
    """Ends the periods whose facts change, or corrects those that begin the same day; returns the ones to open."""
    codes = [record.code for record in records]
    periods = {
        period.agency_id: period
        for period in AgencyPeriod.objects.filter(valid_to=None, agency__code__in=codes)
    }
    opened = []
    for record in records:
        old = periods[agencies[record.code].pk]
        new = _period(record, agencies, max(record.valid_from or today, old.valid_from))
        new.legacy_code = new.legacy_code or old.legacy_code
        if new.valid_from == old.valid_from:
            new.pk = old.pk
            new.save(force_update=True)
        else:
            old.valid_to = new.valid_from
            old.save(update_fields=["valid_to"])
            opened.append(new)
    return opened


def _log(plan: AgencyPlan, outcome: Outcome, *, now: datetime, by: User | None) -> None:
    facts = {"rows": plan.rows, "added": len(outcome.added), "changed": len(outcome.changed)}
    ledger.append("agency-import", "agencies", facts, now=now, by=by)
