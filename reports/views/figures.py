"""Figures as a page shows them: numbers with the address of the list behind each."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.models import RollUpNode, RollUpRun
from reports.models.rollups import MEASURED

SUMMED = (*MEASURED, "results")


def measure_labels() -> dict[str, str]:
    """Words of the measures that have a list."""
    return {
        "in_scope": _("In scope"),
        "enrolled": _("Enrolled"),
        "completed": _("Completed"),
        "sat": _("Sat"),
        "passed": _("Passed"),
        "overdue": _("Overdue"),
    }


def address(view: str, run: RollUpRun, node: RollUpNode | None = None, **more: str) -> str:
    """A page of this run, of one agency, with further parameters."""
    asked = {"run": str(run.uuid)} | ({"agency": str(node.agency.uuid)} if node else {}) | more
    return f"{reverse(view)}?{urlencode(asked)}"


def figure_row(run: RollUpRun, node: RollUpNode, *, own: bool = False, drill: bool = True) -> dict[str, Any]:
    """One line of the tree table."""
    figures = node.own if own else node.subtree
    more = {"own": "1"} if own else {}
    return {
        "name": _("%(name)s itself") % {"name": node.name} if own else node.name,
        "code": node.code,
        "url": address("reports_dashboard", run, node) if drill and not own else "",
        "figures": figures,
        "lists": {
            name: address("reports_people", run, node, measure=name, **more)
            for name in MEASURED
            if figures[name]
        },
        "completed_share": _share(figures["completed"], figures["in_scope"]),
        "pass_share": _share(figures["passed"], figures["sat"]),
    }


def add_up(nodes: Iterable[RollUpNode]) -> dict[str, Any]:
    """Sums over disjoint subtrees."""
    rows = [node.subtree for node in nodes]
    sums: dict[str, Any] = {name: sum(row[name] for row in rows) for name in SUMMED}
    return sums | {"pass_rate": sums["passed"] / sums["sat"] if sums["sat"] else None}


def say_state(figures: dict[str, Any]) -> str:
    """The state in a sentence."""
    if not figures["in_scope"]:
        return _("Nobody is in scope here in this period.")
    words = {**figures, "share": _share(figures["passed"], figures["sat"])}
    if not figures["sat"]:
        return _("%(in_scope)s people in scope, nobody has sat yet, %(overdue)s overdue.") % words
    return (
        _("%(in_scope)s people in scope; %(sat)s sat, %(share)s %% of them passed; %(overdue)s overdue.")
        % words
    )


def stat_links(run: RollUpRun, node: RollUpNode | None, figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The four numbers on top, each a link to its list."""
    labels = measure_labels()
    return [
        {
            "number": figures[name],
            "label": labels[name],
            "url": address("reports_people", run, node, measure=name) if figures[name] else "",
        }
        for name in ("in_scope", "completed", "passed", "overdue")
    ]


def _share(part: int, whole: int) -> int | None:
    """Percent, rounded half up; None of an empty whole."""
    return (200 * part + whole) // (2 * whole) if whole else None
