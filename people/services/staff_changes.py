"""What accepted rows of a staff list would add or change, compared with what is stored."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ..importing import FLAGS, StaffRecord
from ..models import Agency, BirthPrecision, Posting, StaffProfile, User
from .import_report import Change, Outcome

_BATCH = 500
_FLAGGED_FIELD = {
    "nine_digit_id": "identity_number",
    "year_only_birth": "born_on",
    "unlikely_birth": "born_on",
    "odd_name": "full_name",
    "unknown_gender": "gender",
    "bad_phone": "phone",
}


@dataclass(slots=True)
class NewPerson:
    """A row about somebody who is not there yet; `user` when an account waits for its staff record."""

    record: StaffRecord
    agency: Agency
    user: User | None = None


@dataclass(slots=True)
class Move:
    """Somebody who serves elsewhere than the open posting says."""

    staff: StaffProfile
    agency: Agency
    position: str
    open_posting: Posting | None


@dataclass(slots=True)
class StaffWork:
    """All that has to be written."""

    new: list[NewPerson] = field(default_factory=list)
    profiles: list[StaffProfile] = field(default_factory=list)
    accounts: list[User] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    renamed_postings: list[Posting] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def has_changes(self) -> bool:
        """Whether anything has to be written."""
        return bool(self.outcome.added or self.outcome.changed)


def compare_staff(records: Sequence[StaffRecord], pks: Mapping[str, int], *, today: date) -> StaffWork:
    """Compares in batches, so that a list of 10,000 costs some forty queries."""
    work = StaffWork()
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for batch in _batches(records):
        keys = [pks[r.staff_code.casefold()] for r in batch if r.staff_code.casefold() in pks]
        known = {p.pk: p for p in StaffProfile.objects.filter(pk__in=keys).select_related("user")}
        postings = {
            p.staff_id: p
            for p in Posting.objects.filter(staff__in=keys, ended_on=None).select_related("agency")
        }
        unknown = [r.email for r in batch if r.staff_code.casefold() not in pks]
        waiting = {u.email: u for u in User.objects.filter(email__in=unknown, staff=None)}
        for record in batch:
            profile = known.get(pks.get(record.staff_code.casefold(), 0))
            agency = agencies[record.agency_code]
            if profile is None:
                work.new.append(NewPerson(record, agency, waiting.get(record.email)))
                work.outcome.added.append(Change(record.line, record.staff_code, record.full_name))
            else:
                _compare_person(record, profile, postings.get(profile.pk), agency, work)
    return work


def _batches(records: Sequence[StaffRecord]) -> Iterator[Sequence[StaffRecord]]:
    return (records[start : start + _BATCH] for start in range(0, len(records), _BATCH))


def _compare_person(
    record: StaffRecord, profile: StaffProfile, posting: Posting | None, agency: Agency, work: StaffWork
) -> None:
    facts = change_profile(profile, record)
    if facts:
        work.profiles.append(profile)
    if record.email != profile.user.email:
        facts["email"] = profile.user.email, record.email
        profile.user.email = record.email
        work.accounts.append(profile.user)
    position = record.position or profile.position
    if posting is None or posting.agency_id != agency.pk:
        work.moves.append(Move(profile, agency, position, posting))
        facts["agency"] = posting.agency.name if posting else "", agency.name
    elif posting.position != position:
        facts.setdefault("position", (posting.position, position))
        posting.position = position
        work.renamed_postings.append(posting)
    if facts:
        work.outcome.changed.append(Change(record.line, record.staff_code, record.full_name, facts))
    else:
        work.outcome.unchanged += 1


def change_profile(profile: StaffProfile, record: StaffRecord) -> dict[str, tuple[str, str]]:
    """Puts what the row says anew into the profile; returns it as it was and as it is. A blank cell says nothing."""
    told: dict[str, object] = {
        "full_name": record.full_name,
        "kind": record.kind,
        "position": record.position,
        "gender": record.gender,
        "phone": record.phone,
    }
    if _is_better_number(record, profile):
        told["identity_number"] = record.identity_number
    if _is_better_date(record, profile) and record.born:
        told["born_on"], told["born_precision"] = record.born.on, record.born.precision
    what = [name for name, value in told.items() if value and value != getattr(profile, name)]
    before = _shown(profile) if what else {}
    for name in what:
        setattr(profile, name, told[name])
    profile.needs_review = _flags(profile.needs_review, record.review, what)
    after = _shown(profile) if what else {}
    return {name: (before[name], after[name]) for name in dict.fromkeys(map(_shown_as, what))}


def _shown_as(name: str) -> str:
    """A birth date and how well it is known are one fact to the reader."""
    return "born_on" if name == "born_precision" else name


def _shown(profile: StaffProfile) -> dict[str, str]:
    """The facts of a profile as a report may keep them."""
    plain = {name: getattr(profile, name) for name in ("full_name", "kind", "position", "gender", "phone")}
    return plain | {"identity_number": profile.identity_masked, "born_on": profile.born}


def _is_better_number(record: StaffRecord, profile: StaffProfile) -> bool:
    """A number to be reviewed never replaces one of twelve digits that was put right since."""
    return "nine_digit_id" not in record.review or len(profile.identity_number) != 12


def _is_better_date(record: StaffRecord, profile: StaffProfile) -> bool:
    """A bare year never replaces a full date in that year."""
    if record.born is None:
        return False
    only_year = record.born.precision == BirthPrecision.YEAR
    known = profile.born_on if profile.born_precision == BirthPrecision.DAY else None
    return not (only_year and known is not None and known.year == record.born.on.year)


def _flags(current: Iterable[str], told: Iterable[str], changed: Iterable[str]) -> list[str]:
    """Flags of changed fields as the row says; of the others as they are, since somebody may have cleared them."""
    changed_fields, told_flags, current_flags = set(changed), set(told), set(current)
    return sorted(
        flag
        for flag in FLAGS | current_flags
        if (flag in told_flags if _FLAGGED_FIELD.get(flag) in changed_fields else flag in current_flags)
    )
