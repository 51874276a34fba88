"""Keeping the stored tree equal to what the agencies' parents say, however many of them change at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from ..models import Agency, AgencyPeriod
from ..text import fold

_BATCH = 500


def parents_by_code() -> dict[str, str]:
    """Each agency's code with its parent's code in today's tree ("" for the topmost)."""
    code_at = dict(Agency.objects.values_list("path", "code"))
    return {code: code_at.get(path[: -Agency.steplen], "") for path, code in code_at.items()}


@transaction.atomic
def rebuild_tree(parents: Mapping[str, str], new: Sequence[Agency] = ()) -> None:
    """Gives every agency its place under its parent, siblings by code, and adds the new ones.

    `parents`: code → parent's code, complete and without cycles. One pass over the tree instead of one move per
    agency: a list of 3,000 is placed in a second.
    """
    known = {agency.code: agency for agency in Agency.objects.all()}
    places = _places(parents)
    moved = [
        agency
        for code, agency in known.items()
        if (agency.path, agency.depth, agency.numchild) != places[code]
    ]
    for agency in (*known.values(), *new):
        agency.path, agency.depth, agency.numchild = places[agency.code]
        agency.search_key = fold(agency.name)
    # Paths are unique: those that change first step aside, or they would meet on the way.
    aside = Concat(Value("~"), Cast("pk", CharField()))
    for start in range(0, len(moved), _BATCH):
        pks = [agency.pk for agency in moved[start : start + _BATCH]]
        Agency.objects.filter(pk__in=pks).update(path=aside)
    Agency.objects.bulk_update(moved, ["path", "depth", "numchild"], batch_size=_BATCH)
    Agency.objects.bulk_create(new, batch_size=_BATCH)


@transaction.atomic
def sync_tree(*, today: date) -> int:
    """Brings names, codes and parents up to the periods valid today; returns how many agencies changed."""
    changed: list[Agency] = []
    parents = parents_by_code()
    for period in AgencyPeriod.objects.on(today).select_related("agency", "parent"):
        agency = period.agency
        parent_code = period.parent.code if period.parent else ""
        facts = (period.name, period.legacy_code, parent_code)
        if facts == (agency.name, agency.legacy_code, parents[agency.code]):
            continue
        agency.name, agency.legacy_code = period.name, period.legacy_code
        agency.search_key = fold(agency.name)
        parents[agency.code] = parent_code
        changed.append(agency)
    # An old code may pass from one agency to another: free it before it is taken.
    Agency.objects.filter(pk__in=[agency.pk for agency in changed]).update(legacy_code=None)
    Agency.objects.bulk_update(changed, ["name", "legacy_code", "search_key"], batch_size=_BATCH)
    if changed:
        rebuild_tree(parents)
    return len(changed)


def _places(parents: Mapping[str, str]) -> dict[str, tuple[str, int, int]]:
    """code → (path, depth, number of children)."""
    children: dict[str, list[str]] = {}
    for code in sorted(parents):
        children.setdefault(parents[code], []).append(code)
    places: dict[str, tuple[str, int, int]] = {}
    waiting: list[tuple[str, str, int]] = [("", "", 0)]
    while waiting:
        code, path, depth = waiting.pop()
        below = children.get(code, [])
        if code:
            places[code] = (path, depth, len(below))
        steps: Iterable[tuple[int, str]] = enumerate(below, 1)
        waiting.extend((child, Agency._get_path(path, depth + 1, step), depth + 1) for step, child in steps)
    return places
