"""What of a run goes into a workbook: the tree, and the persons behind it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.exports import Column, Sheet, build_workbook
from reports.models import Proposal, RollUpNode, RollUpPerson, RollUpRun
from reports.periods import parse_period


def tree_workbook(run: RollUpRun, nodes: Iterable[RollUpNode]) -> bytes:
    """Two sheets: figures of the whole subtree, and of each agency alone."""
    rows = list(nodes)
    title = _("Roll-up of training and tests by agency")
    return build_workbook(
        [
            _tree_sheet(_("With everything below"), title, run, [(node, node.subtree) for node in rows]),
            _tree_sheet(_("Own"), title, run, [(node, node.own) for node in rows]),
        ]
    )


def persons_workbook(
    run: RollUpRun, title: str, rows: "QuerySet[RollUpPerson]", names: dict[int, str]
) -> bytes:
    """One line per person and course. `names`: agency id → name on the run's day."""
    return build_workbook(
        [Sheet(_("List"), title, _person_columns(), _person_rows(rows, names), head_lines(run))]
    )


def proposals_workbook(proposals: "QuerySet[Proposal]") -> bytes:
    """One line per proposal, with the sentence that explains it and what was decided."""
    columns = [
        Column(_("Rule"), width=8),
        Column(_("Concerns"), width=30),
        Column(_("Staff code"), width=16),
        Column(_("Agency"), width=40),
        Column(_("Period"), width=10),
        Column(_("What is proposed"), width=36),
        Column(_("Because"), width=60),
        Column(_("Legal basis"), width=36),
        Column(_("State"), width=22),
        Column(_("Reason"), width=40),
        Column(_("Decided at"), "day", 14),
    ]
    rows = proposals.select_related("agency", "subject_staff")
    cells = [
        [
            one.rule_code,
            one.subject_name,
            one.subject_staff.staff_code if one.subject_staff else "",
            one.agency.name,
            one.period,
            one.outcome,
            one.evidence["sentence"],
            one.legal_basis,
            one.get_state_display(),
            one.decision_reason,
            one.decided_at and timezone.localdate(one.decided_at),
        ]
        for one in rows
    ]
    return build_workbook([Sheet(_("Proposals"), _("Proposals"), columns, cells)])


def head_lines(run: RollUpRun) -> list[str]:
    """Under the title: which period, as of when, which run."""
    made = timezone.localtime(run.created_at)
    return [
        _("Period: %(period)s. As of %(day)s.")
        % {"period": parse_period(run.period).label, "day": f"{run.as_of:%d/%m/%Y}"},
        _("Made at %(at)s, run %(run)s.") % {"at": f"{made:%H:%M %d/%m/%Y}", "run": run.uuid},
    ]


def _tree_sheet(
    name: str, title: str, run: RollUpRun, rows: list[tuple[RollUpNode, dict[str, Any]]]
) -> Sheet:
    columns = [
        Column(_("Agency code"), width=18),
        Column(_("Agency"), width=48),
        Column(_("Parent's code"), width=18),
        Column(_("In scope"), "count", 11),
        Column(_("Enrolled"), "count", 11),
        Column(_("Completed"), "count", 12),
        Column(_("Sat"), "count", 10),
        Column(_("Passed"), "count", 10),
        Column(_("Pass rate (of those who sat)"), "share", 16),
        Column(_("Mean score"), "score", 12),
        Column(_("Overdue"), "count", 11),
    ]
    names = ("in_scope", "enrolled", "completed", "sat", "passed", "pass_rate", "mean_score", "overdue")
    cells = [
        [node.code, node.name, node.parent_code, *(figures[name] for name in names)] for node, figures in rows
    ]
    return Sheet(name, title, columns, cells, head_lines(run))


def _person_columns() -> list[Column]:
    return [
        Column(_("Staff code"), width=16),
        Column(_("Full name"), width=30),
        Column(_("Agency"), width=40),
        Column(_("Course"), width=14),
        Column(_("Due on"), "day", 13),
        Column(_("Enrolled"), width=12),
        Column(_("Completed"), width=12),
        Column(_("Sat"), width=10),
        Column(_("Passed"), width=10),
        Column(_("Score"), "score", 10),
        Column(_("Overdue"), width=10),
    ]


def _person_rows(rows: "QuerySet[RollUpPerson]", names: dict[int, str]) -> Iterable[list[Any]]:
    yes = _("Yes")
    for row in rows.select_related("course").order_by("staff__sort_key", "staff_code", "course__code"):
        marks = {
            name: yes if getattr(row, name) else "" for name in ("enrolled", "completed", "sat", "passed")
        }
        yield [
            row.staff_code,
            row.full_name,
            names.get(row.agency_id, ""),
            row.course.code,
            row.due_on,
            *marks.values(),
            row.score,
            yes if row.overdue else "",
        ]
