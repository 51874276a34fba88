"""From the frozen rows of a run to what rules read, and from a finding to frozen evidence."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from courses.models import CoursePage
from reports.models import RollUpNode, RollUpPerson, RollUpRun, RuleVersion
from reports.rules import AgencyFacts, CourseFacts, Finding, PersonFacts
from reports.services.rules import say_rule


class RunFacts:
    """One run as rules see it: people, agencies, and who is above whom in the tree of that day."""

    def __init__(self, run: RollUpRun) -> None:
        self.run = run
        self.nodes = {node.code: node for node in run.nodes.all()}
        self.code_of = {node.agency_id: node.code for node in self.nodes.values()}

    def people(self) -> Iterator[PersonFacts]:
        """Everybody in scope, with their courses."""
        courses = dict(CoursePage.objects.values_list("pk", "code"))
        titles = dict(CoursePage.objects.values_list("pk", "title"))
        rows: dict[int, list[RollUpPerson]] = defaultdict(list)
        for row in self.run.persons.order_by("staff_id", "course_id").iterator(chunk_size=5000):
            rows[row.staff_id].append(row)
        for staff, own in rows.items():
            yield PersonFacts(
                staff=staff,
                full_name=own[0].full_name,
                agency=self.code_of[own[0].agency_id],
                courses=tuple(
                    _course_facts(row, courses[row.course_id], titles[row.course_id]) for row in own
                ),
            )

    def agencies(self) -> Iterator[AgencyFacts]:
        """Every agency with the sums of its subtree."""
        for node in self.nodes.values():
            names = ("in_scope", "took_part", "sat", "passed_all", "violations")
            sums = {name: node.subtree[name] for name in names}
            yield AgencyFacts(code=node.code, name=node.name, parent=node.parent_code or None, **sums)

    def line_above(self, code: str) -> Iterator[RollUpNode]:
        """The agency and each one above it."""
        node = self.nodes.get(code)
        while node is not None:
            yield node
            node = self.nodes.get(node.parent_code)


def _course_facts(row: RollUpPerson, code: str, title: str) -> CourseFacts:
    facts = row.facts
    return CourseFacts(
        code=code,
        title=title,
        has_exam=row.has_exam,
        due_on=row.due_on,
        completed_on=_day(facts["completed_on"]),
        passed_on=_day(facts["passed_on"]),
        score=row.score,
        first_score=None if facts["first_score"] is None else Decimal(facts["first_score"]),
        attempts_used=facts["attempts_used"],
        attempts_allowed=facts["attempts_allowed"],
        violations=facts["violations"],
    )


def freeze_evidence(run: RollUpRun, version: RuleVersion, finding: Finding) -> dict[str, Any]:
    """What a person needs to judge the proposal, and what a court would ask for: rule, numbers, facts, run, law."""
    basis = version.legal_basis
    return {
        "sentence": finding.sentence,
        "facts": finding.facts,
        "rule": {
            "code": version.rule.code,
            "title": version.rule.title,
            "version": version.number,
            "sentence": say_rule(version),
            "numbers": finding.facts["numbers"],
        },
        "legal_basis": basis and {"code": basis.code, "title": basis.title, "status": basis.status},
        "run": {
            "uuid": str(run.uuid),
            "period": run.period,
            "as_of": run.as_of.isoformat(),
            "sha256": run.sha256,
        },
    }


def hash_evidence(evidence: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    text = json.dumps(evidence, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
