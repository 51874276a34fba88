"""From the sheets of an agency list to what may be stored: a pure plan, parents before children."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from people.importing.headers import AGENCY_WORDINGS
from people.importing.problems import Problem
from people.importing.tables import Row, Table, find_table, reads_as_totals
from people.importing.values import as_text, read_date, shown, unusable
from people.spreadsheet import BadSpreadsheet, Sheet
from people.text import clean_text, looks_like_legacy_font

NEEDED = ("code", "name")
NEW_CODE = re.compile(r"^[A-Z]\d{2}(\.[0-9A-Z]+)*$")
LEGACY_CODE = re.compile(r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$")
_LONGEST_CODE = 35
_LONGEST_NAME = 255
_LATEST = dt.date(2100, 12, 31)
# The stored path of an agency has room for 63 levels; no administration has ten.
_DEEPEST = 40
_USUAL_HEADINGS = "Mã định danh, Tên cơ quan, đơn vị, Mã cấp trên"


@dataclass(frozen=True, slots=True)
class KnownAgency:
    """An agency of the system: its newest facts, since when they hold, whether it may be changed.

    `legacy_today` is the old code that it bears until newest facts of a later day hold.
    """

    name: str
    parent_code: str
    valid_from: dt.date
    legacy_code: str = ""
    in_scope: bool = True
    legacy_today: str = ""


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    """One accepted row; codes in capitals, `parent_code` "" for the topmost."""

    line: int
    code: str
    name: str
    parent_code: str
    kind: str = ""
    legacy_code: str = ""
    valid_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AgencyPlan:
    """All rows of a file: what to store, parents first, and the first fault of each refused row."""

    rows: int
    records: tuple[AgencyRecord, ...]
    problems: tuple[Problem, ...]
    skipped_sheets: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    row: Row
    record: AgencyRecord
    fault: tuple[str, str, Mapping[str, object]] | None = None


def plan_agencies(
    sheets: Sequence[Sheet], known: Mapping[str, KnownAgency], *, may_add_top: bool = True
) -> AgencyPlan:
    """Read every list of agencies in the sheets. Raises BadSpreadsheet when none has the needed columns.

    `known`: agencies of the system by code. Without `may_add_top` a new agency without parent is refused, as
    `outside_subtree`.
    """
    tables, skipped = _agency_tables(sheets)
    drafts = [_draft(row) for table in tables for row in table.rows]
    _refuse_duplicates(drafts)
    _keep_known_parents(drafts, known)
    _refuse_outside(drafts, known, may_add_top=may_add_top)
    _refuse_taken(drafts, known)
    _refuse_lost_parents(drafts, known)
    _refuse_earlier(drafts, known)
    _refuse_cycles(drafts, known)
    _refuse_lost_parents(drafts, known)
    good = [draft.record for draft in drafts if draft.fault is None]
    problems = [_problem(draft) for draft in drafts if draft.fault is not None]
    return AgencyPlan(len(drafts), tuple(_parents_first(good)), tuple(problems), tuple(skipped))


def _agency_tables(sheets: Sequence[Sheet]) -> tuple[list[Table], list[str]]:
    tables: list[Table] = []
    skipped: list[str] = []
    for sheet in sheets:
        table = find_table(sheet, AGENCY_WORDINGS, _is_agency)
        if table is not None and all(name in table.fields for name in NEEDED):
            tables.append(table)
        else:
            skipped.append(sheet.name)
    if not tables:
        raise BadSpreadsheet("no_table", columns=_USUAL_HEADINGS)
    return tables, skipped


def _is_agency(row: Row) -> bool:
    told = [name for name in AGENCY_WORDINGS if name != "ordinal" and row.value(name) is not None]
    has_ordinal = as_text(row.value("ordinal")).rstrip(".").isdigit()
    looks_like_code = bool(NEW_CODE.match(as_text(row.value("code")).upper()))
    return bool(told) and (has_ordinal or looks_like_code or len(told) >= 3)


def _draft(row: Row) -> _Draft:
    valid_from = read_date(row.value("valid_from"), latest=_LATEST)
    code, legacy = as_text(row.value("code")).upper(), as_text(row.value("legacy_code")).upper()
    record = AgencyRecord(
        line=row.line.number,
        code=code,
        name=clean_text(as_text(row.value("name"))),
        parent_code=as_text(row.value("parent_code")).upper(),
        kind=as_text(row.value("kind"))[:60],
        legacy_code=legacy,
        valid_from=valid_from.value.on if valid_from.value else None,
    )
    draft = _Draft(row, record)
    draft.fault = _first_fault(draft, bad_date=bool(valid_from.refused or valid_from.flag))
    return draft


def _first_fault(draft: _Draft, *, bad_date: bool) -> tuple[str, str, Mapping[str, object]] | None:
    record = draft.record
    for name in AGENCY_WORDINGS:
        if name != "ordinal" and (reason := unusable(draft.row.value(name))):
            return name, reason, {}
    is_legacy = not record.legacy_code or LEGACY_CODE.match(record.legacy_code) is not None
    tests: tuple[tuple[bool, str, str], ...] = (
        (not record.code, "code", "missing_agency_code"),
        (not is_code(record.code), "code", "bad_agency_code"),
        (not record.name, "name", "missing_name"),
        (looks_like_legacy_font(record.name), "name", "legacy_font"),
        (reads_as_totals(draft.row, record.name), "name", "totals_row"),
        (len(record.name) > _LONGEST_NAME, "name", "too_long"),
        (bool(record.parent_code) and not is_code(record.parent_code), "parent_code", "bad_agency_code"),
        (record.parent_code == record.code, "parent_code", "agency_cycle"),
        (not is_legacy, "legacy_code", "bad_agency_code"),
        (bad_date, "valid_from", "bad_date"),
    )
    return next(((name, reason, {"limit": _LONGEST_NAME}) for wrong, name, reason in tests if wrong), None)


def is_code(text: str) -> bool:
    """Whether the text is an identification code of the new form (QĐ 20/2020/QĐ-TTg)."""
    return len(text) <= _LONGEST_CODE and NEW_CODE.match(text) is not None


def _refuse_duplicates(drafts: Sequence[_Draft]) -> None:
    first: dict[str, _Draft] = {}
    for draft in drafts:
        for name, code in (("code", draft.record.code), ("legacy_code", draft.record.legacy_code)):
            above = first.setdefault(code, draft) if code else draft
            if above is not draft and draft.fault is None:
                draft.fault = (name, "duplicate_agency_code", {"other": above.record.line})


def _keep_known_parents(drafts: Sequence[_Draft], known: Mapping[str, KnownAgency]) -> None:
    """A blank parent leaves an agency in its place; of the new ones only the topmost may have none."""
    for draft in drafts:
        here = known.get(draft.record.code)
        if draft.fault is not None or draft.record.parent_code:
            continue
        if here is not None:
            draft.record = replace(draft.record, parent_code=here.parent_code)
        elif "." in draft.record.code:
            draft.fault = ("parent_code", "missing_parent", {})


def _refuse_outside(drafts: Sequence[_Draft], known: Mapping[str, KnownAgency], *, may_add_top: bool) -> None:
    """Nobody changes an agency, or hangs one, outside the subtree that they manage."""
    for draft in drafts:
        here, parent = known.get(draft.record.code), known.get(draft.record.parent_code)
        if draft.fault is not None:
            continue
        if here is not None and not here.in_scope:
            draft.fault = ("code", "outside_subtree", {})
        elif here is not None and here.parent_code == draft.record.parent_code:
            continue
        elif not draft.record.parent_code and not may_add_top:
            draft.fault = ("code", "outside_subtree", {})
        elif parent is not None and not parent.in_scope:
            draft.fault = ("parent_code", "outside_subtree", {})


def _refuse_taken(drafts: Sequence[_Draft], known: Mapping[str, KnownAgency]) -> None:
    """An old code belongs to one agency. Whose it is outside the subtree is not told."""
    holders = {
        old: code for code, here in known.items() for old in (here.legacy_today, here.legacy_code) if old
    }
    for draft in drafts:
        code, here = draft.record.code, known.get(draft.record.code)
        holder = holders.get(draft.record.legacy_code, code)
        if draft.fault is not None or holder == code:
            continue
        if here is not None and here.legacy_code == draft.record.legacy_code:
            continue
        if known[holder].in_scope:
            draft.fault = ("legacy_code", "legacy_code_in_use", {"other": holder})
        else:
            draft.fault = ("legacy_code", "outside_subtree", {})


def _refuse_lost_parents(drafts: Sequence[_Draft], known: Mapping[str, KnownAgency]) -> None:
    good = {draft.record.code for draft in drafts if draft.fault is None}
    refused = {draft.record.code: draft for draft in reversed(drafts) if draft.fault is not None}
    lost = True
    while lost:
        lost = False
        for draft in drafts:
            parent = draft.record.parent_code
            if draft.fault is not None or not parent or parent in good or parent in known:
                continue
            above = refused.get(parent)
            reason = "refused_parent" if above else "unknown_parent"
            draft.fault = ("parent_code", reason, {"other": above.record.line} if above else {})
            good.discard(draft.record.code)
            refused[draft.record.code] = draft
            lost = True


def _refuse_earlier(drafts: Sequence[_Draft], known: Mapping[str, KnownAgency]) -> None:
    """History is not rewritten: other facts from before the newest ones are refused."""
    for draft in drafts:
        here, since = known.get(draft.record.code), draft.record.valid_from
        if draft.fault is not None or here is None or since is None or since >= here.valid_from:
            continue
        if changed_facts(draft.record, here):
            draft.fault = ("valid_from", "earlier_period", {"latest": f"{here.valid_from:%d/%m/%Y}"})


def changed_facts(record: AgencyRecord, here: KnownAgency) -> dict[str, tuple[str, str]]:
    """The dated facts that a row states anew, as they are and as it says; a blank old code says nothing."""
    told = {
        "name": (here.name, record.name),
        "parent": (here.parent_code, record.parent_code),
        "legacy_code": (here.legacy_code, record.legacy_code or here.legacy_code),
    }
    return {name: (old, new) for name, (old, new) in told.items() if old != new}


def _refuse_cycles(drafts: Sequence[_Draft], known: Mapping[str, KnownAgency]) -> None:
    parents = {code: agency.parent_code for code, agency in known.items()}
    parents |= {draft.record.code: draft.record.parent_code for draft in drafts if draft.fault is None}
    for draft in drafts:
        reason = _fault_above(draft.record.code, parents) if draft.fault is None else ""
        if reason:
            draft.fault = ("parent_code", reason, {"limit": _DEEPEST})


def _fault_above(code: str, parents: Mapping[str, str]) -> str:
    """What is wrong on the way up from an agency: it comes back, or it is longer than any tree may be."""
    passed: list[str] = []
    above = code
    while above and above not in passed:
        passed.append(above)
        above = parents.get(above, "")
    if above:
        return "agency_cycle"
    return "too_deep" if len(passed) > _DEEPEST else ""


def _parents_first(records: Sequence[AgencyRecord]) -> list[AgencyRecord]:
    here = {record.code: record for record in records}

    def depth(record: AgencyRecord) -> int:
        above = here.get(record.parent_code)
        return 0 if above is None else depth(above) + 1

    return sorted(records, key=lambda record: (depth(record), record.code))


def _problem(draft: _Draft) -> Problem:
    name, reason, params = draft.fault or ("", "", {})
    row = draft.row
    return Problem(row.sheet, row.line.number, row.label(name), reason, shown(row.value(name))[:200], params)
