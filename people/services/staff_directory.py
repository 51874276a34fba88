"""What the system knows before a staff list is read."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet

from ..importing import Directory, KnownPerson
from ..importing.values import as_text
from ..models import Agency, Posting, Role, RoleGrant, StaffProfile, User
from ..scope import agencies_for
from ..text import fold


def load_directory(
    by: User | None, within: Agency | None, *, today: date
) -> tuple[Directory, dict[str, int]]:
    """The directory for the importing person, and each known staff code (small letters) with its staff row."""
    managed = _managed(by, within)
    reach = set(managed.values_list("pk", flat=True))
    everywhere = by is None or by.is_superuser
    people, pks = _people(by, reach, everywhere=everywhere and within is None)
    holders = {person.email: code for code, person in people.items()}
    if not everywhere:
        # An account without staff record is somebody's all the same; only the operator may join the two.
        holders |= dict.fromkeys(User.objects.filter(staff=None).values_list("email", flat=True), "")
    directory = Directory(
        agencies=_agency_codes(today),
        within=frozenset(managed.values_list("code", flat=True)),
        people=people,
        holders=holders,
    )
    return directory, pks


def directory_for_newcomer(told: Mapping[str, str], by: User, *, today: date) -> Directory:
    """The directory for one new person: of others only whether the code or the e-mail is taken."""
    code, email = as_text(told["staff_code"]), as_text(told["email"]).lower()
    is_known = StaffProfile.objects.filter(staff_code__iexact=code).exists()
    is_held = User.objects.filter(email=email).exists()
    return Directory(
        agencies=_agency_codes(today),
        within=frozenset(_managed(by, None).values_list("code", flat=True)),
        people={code.casefold(): KnownPerson("")} if is_known else {},
        holders={email: ""} if is_held else {},
        only_new=True,
    )


def _managed(by: User | None, within: Agency | None) -> "QuerySet[Agency]":
    managed = Agency.objects.all() if by is None else agencies_for(by, Role.HR_MANAGER, Role.ADMINISTRATOR)
    return managed if within is None else managed.filter(path__startswith=within.path)


def _agency_codes(today: date) -> dict[str, str]:
    """Every way to name an open agency: its codes in capitals, its folded name where only one has it."""
    found = {}
    names: dict[str, list[str]] = {}
    is_open = Q(closed_on=None) | Q(closed_on__gt=today)
    for code, legacy_code, name in Agency.objects.filter(is_open).values_list("code", "legacy_code", "name"):
        names.setdefault(fold(name), []).append(code)
        if legacy_code:
            found[legacy_code.upper()] = code
        found[code.upper()] = code
    return {name: codes[0] for name, codes in names.items() if len(codes) == 1} | found


def _people(
    by: User | None, reach: set[int], *, everywhere: bool
) -> tuple[dict[str, KnownPerson], dict[str, int]]:
    last_agency = dict(Posting.objects.order_by("started_on").values_list("staff", "agency"))
    protected = set() if by is None or by.is_superuser else _protected_accounts(by)
    people, pks = {}, {}
    rows = StaffProfile.objects.order_by().values_list("pk", "staff_code", "user", "user__email", "simulated")
    for pk, staff_code, user, email, simulated in rows:
        in_scope = not simulated and (everywhere or last_agency.get(pk) in reach)
        people[staff_code.casefold()] = KnownPerson(email, in_scope, user in protected)
        pks[staff_code.casefold()] = pk
    return people, pks


def _protected_accounts(by: User) -> set[int]:
    """Accounts whose e-mail, and so whose password, the importing person must not be able to take over."""
    administered = agencies_for(by, Role.ADMINISTRATOR)
    grants = RoleGrant.objects.current().exclude(role=Role.LEARNER).exclude(agency__in=administered)
    powerful = User.objects.filter(Q(is_superuser=True) | Q(is_staff=True))
    return {*grants.values_list("user", flat=True), *powerful.values_list("pk", flat=True)}
