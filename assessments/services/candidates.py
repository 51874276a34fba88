"""Finding the people who are to sit: from a pasted list, an Excel file, or those whom a course obliges."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from django.db.models.functions import Lower

from assessments.models import Place, PlaceState, Sitting
from courses.models import CoursePage
from courses.obligations import obliged_to
from people.importing import named_people
from people.models import Agency, Role, StaffProfile, User
from people.scope import staff_visible_to
from people.spreadsheet import Limits, read_sheets
from people.text import clean_text

BATCH = 500
LIMITS = Limits(file_bytes=5 * 1024 * 1024, rows=5_000)


@dataclass(frozen=True)
class Entry:
    """One line of a list as it was given; `usable` is false where the cell holds a formula or an error."""

    line: int
    text: str
    sheet: str = ""
    usable: bool = True


@dataclass(frozen=True)
class RefusedEntry:
    """A line that adds nobody, with the code of its reason and, for another sitting, its title."""

    entry: Entry
    reason: str
    detail: str = ""


@dataclass
class Found:
    """Whom a list would add, and what of it is refused."""

    people: list[StaffProfile] = field(default_factory=list)
    refused: list[RefusedEntry] = field(default_factory=list)


def entries_of(text: str) -> list[Entry]:
    """The lines of a pasted list that hold something."""
    lines = ((number, clean_text(line)) for number, line in enumerate(text.splitlines(), start=1))
    return [Entry(number, line) for number, line in lines if line]


def entries_in(file: BinaryIO) -> list[Entry]:
    """The lines of an Excel file that name somebody. Raises BadSpreadsheet."""
    named = named_people(read_sheets(file, limits=LIMITS))
    return [Entry(each.line, each.text, each.sheet, each.usable) for each in named]


def entries_for(course: CoursePage, agency: Agency, *, on: date) -> list[Entry]:
    """Everybody in an agency and below it who is obliged to take a course."""
    codes = obliged_to(course, agency, on).order_by("sort_key").values_list("staff_code", flat=True)
    return [Entry(number, code) for number, code in enumerate(codes, start=1)]


def find_candidates(sitting: Sitting, entries: Iterable[Entry], *, by: User) -> Found:
    """The people behind staff codes and e-mail addresses, among those whom the user sees as examiner."""
    entries = list(entries)
    known = _known(entries, by)
    taken = _taken(sitting, {staff.pk for staff in known.values()})
    found = Found()
    seen: set[int] = set()
    for entry in entries:
        staff = known.get(entry.text.casefold())
        reason, detail = _reason(staff, seen, taken) if entry.usable else ("formula", "")
        if staff is None or reason:
            found.refused.append(RefusedEntry(entry, reason, detail))
        else:
            seen.add(staff.pk)
            found.people.append(staff)
    return found


def _reason(staff: StaffProfile | None, seen: set[int], taken: dict[int, str]) -> tuple[str, str]:
    if staff is None:
        return "unknown", ""
    if staff.pk in seen:
        return "twice", ""
    if staff.pk in taken:
        return ("elsewhere", taken[staff.pk]) if taken[staff.pk] else ("there_already", "")
    return "", ""


def _known(entries: list[Entry], by: User) -> dict[str, StaffProfile]:
    """Each visible person under their staff code and their e-mail address, in small letters."""
    visible = staff_visible_to(by, Role.EXAMINER).select_related("user")
    words = sorted({entry.text.casefold() for entry in entries})
    known: dict[str, StaffProfile] = {}
    for start in range(0, len(words), BATCH):
        some = words[start : start + BATCH]
        codes = visible.alias(small=Lower("staff_code")).filter(small__in=some)
        known |= {staff.user.email.casefold(): staff for staff in visible.filter(user__email__in=some)}
        known |= {staff.staff_code.casefold(): staff for staff in codes}
    return known


def _taken(sitting: Sitting, people: set[int]) -> dict[int, str]:
    """Who has a place here ("") or in another open sitting of the same exam and kind (its title)."""
    sittings = Sitting.objects.ahead().filter(exam=sitting.exam_id, trial=sitting.trial)
    places = (
        Place.objects.filter(sitting__in=sittings)
        .filter(state__in=[PlaceState.EXPECTED, PlaceState.ADMITTED])
        .values_list("staff", "sitting", "sitting__title")
    )
    elsewhere = {staff: title for staff, pk, title in places if staff in people and pk != sitting.pk}
    here = dict.fromkeys(sitting.places.filter(staff__in=people).values_list("staff", flat=True), "")
    return elsewhere | here
