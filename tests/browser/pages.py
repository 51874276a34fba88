"""Every page of the product, and who opens it. A new address belongs here, or among the exceptions with a reason."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from assessments.models import (
    Attempt,
    Blueprint,
    Exam,
    ExamPart,
    ExamState,
    IncidentReport,
    Item,
    ItemBank,
    ItemRuling,
    Override,
    RehearsalRun,
    Sitting,
)
from certificates.models import Certificate
from courses.models import Assignment, CoursePage, Exemption, LessonPage
from courses.reading import may_read_item
from people.models import Agency, User
from reports.models import ProposalState
from samples.accounts import read_story
from tests.browser.sample_site import SampleSite

Args = Callable[[SampleSite], list[Any]]


@dataclass(frozen=True)
class Visit:
    """One page as one of the cast sees it. `name` is the address's name, or a kind of content; only what `leads_on` may
    answer with another address.
    """

    name: str
    who: str = ""
    args: Args = lambda site: []
    query: str = ""
    status: int = 200
    leads_on: bool = False

    def address(self, site: SampleSite) -> str:
        """The full address."""
        path = self.args(site)[0] if self.name in CONTENT else reverse(self.name, args=self.args(site))
        return f"{site.url}{path}{self.query}"

    def __str__(self) -> str:
        return "-".join(part for part in (self.name, self.who, self.query.strip("?")) if part)


def _uuid(model: Any, **facts: Any) -> Args:
    return lambda site: [model.objects.filter(**facts).order_by("pk")[0].uuid]


def _reset(site: SampleSite) -> list[Any]:
    user = User.objects.get(email=read_story()["accounts"][0]["email"])
    return [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]


def _run(state: str) -> Args:
    return lambda site: [site.runs[state].uuid]


def _proposal(state: str) -> Args:
    return lambda site: [site.proposal(state).uuid]


def _practice_item(site: SampleSite) -> list[Any]:
    items = Item.objects.filter(bank__purpose="practice", state="live")
    return [next(item.uuid for item in items if may_read_item(site.user("learner"), str(item.uuid)))]


def _learner_row(model: Any, **facts: Any) -> Args:
    return lambda site: [model.objects.filter(staff__user=site.user("learner"), **facts).first().uuid]


def _paper(site: SampleSite) -> list[Any]:
    return [site.open_attempt().uuid]


def _ruled_item(site: SampleSite) -> list[Any]:
    ruling = ItemRuling.objects.first()
    return [ruling.exam.uuid, ruling.version_id]


def _page(model: Any, **facts: Any) -> Args:
    return lambda site: [model.objects.filter(**facts).order_by("path")[0].url]


def _room(site: SampleSite) -> list[Any]:
    return [Sitting.objects.get(title="Phòng máy 1").uuid]


def _seated(**facts: Any) -> Args:
    return lambda site: [Attempt.objects.filter(sitting__title="Phòng máy 1", **facts).order_by("pk")[0].uuid]


def _sitting(title: str) -> Args:
    return _uuid(Sitting, title=title)


# Pages of content have addresses that trainers choose.
CONTENT = {"home", "catalogue page", "course page", "lesson page", "not found"}
GOOD, WAITING = ProposalState.APPROVED, ProposalState.SUBMITTED
HEARD, REVIEWED = ProposalState.AWAITING_STATEMENT, ProposalState.UNDER_REVIEW

VISITS = [
    # everybody
    Visit("home", "", lambda site: ["/"]),
    Visit("home", "learner", lambda site: ["/"]),
    Visit("not found", "", lambda site: ["/khong-co/"], status=404),
    Visit("reports_dashboard", "learner", status=403),
    Visit("login"),
    Visit("login", query="?next=/my-learning/"),
    Visit("password_reset"),
    Visit("password_reset_done"),
    Visit("password_reset_confirm", args=_reset, leads_on=True),
    Visit("password_reset_confirm", args=lambda site: ["xx", "cu-roi"]),
    Visit("password_reset_complete"),
    Visit("certificates:verify"),
    Visit("certificates:verify", query="?code=123"),
    Visit("certificates:verify_code", args=lambda site: [Certificate.objects.first().code]),
    Visit("certificates:verify_code", args=lambda site: ["2222-2222-2222"], status=404),
    # the learner
    Visit("my_learning", "learner"),
    Visit("my_learning", "beginner"),
    Visit("my_learning", "decider"),
    Visit("courses:catalogue"),
    Visit("courses:catalogue", query="?q=an+toan"),
    Visit("courses:catalogue", "learner"),
    Visit("courses:catalogue", "learner", query="?q=khong+thay"),
    Visit("course page", "", _page(CoursePage, code="KNS-07")),
    Visit("course page", "learner", _page(CoursePage, code="KNS-07")),
    Visit("course page", "learner", _page(CoursePage, code="KNS-02")),
    *(
        Visit("lesson page", "learner", lambda site, at=at: [LessonPage.objects.order_by("path")[at].url])
        for at in (0, 2, 5, 8)
    ),
    Visit("lesson page", "trainer", lambda site: [LessonPage.objects.order_by("path")[1].url]),
    Visit("self_check", "learner", _practice_item),
    Visit("notices", "learner"),
    Visit("profile", "learner"),
    Visit("password_change", "learner"),
    Visit("password_change_done", "learner"),
    Visit("exam_practice", "learner"),
    Visit("exam_start", "learner", _uuid(Exam, code="LG-KNS07-2026")),
    Visit("exam_start", "beginner", _uuid(Exam, code="LG-KNS07-2026")),
    Visit("exam_start", "candidate", _uuid(Exam, code="LG-THU-2026")),
    Visit("paper", "candidate", _paper),
    Visit("review", "candidate", _paper),
    Visit("item_report", "candidate", lambda site: [*_paper(site), 2]),
    Visit("seat", "learner", _paper),
    Visit("attempt_result", "learner", _learner_row(Attempt, state="scored")),
    Visit(
        "attempt_result",
        "beginner",
        lambda site: [Attempt.objects.filter(staff__user=site.user("beginner")).first().uuid],
    ),
    Visit("paper", "beginner", _seated(paused_at__isnull=False)),
    Visit("my_results", "learner"),
    Visit("my_results", "beginner"),
    Visit("certificates:mine", "learner"),
    Visit("certificates:mine", "decider"),
    Visit("certificates:detail", "learner", _learner_row(Certificate)),
    Visit("my_proposals", "learner"),
    Visit("my_proposals", "subject"),
    Visit("my_proposal", "subject", _proposal(HEARD)),
    # invigilators
    Visit("sittings", "examiner"),
    Visit("sittings", "invigilator"),
    Visit("sitting_new", "examiner"),
    Visit("sitting", "examiner", _room),
    Visit("sitting", "invigilator", _room),
    Visit("sitting", "examiner", _sitting("Ca 1, sáng")),
    Visit("sitting", "invigilator", _sitting("Ca 2, sáng")),
    Visit("sitting_move", "examiner", _room),
    Visit("sitting_attendance", "invigilator", _sitting("Ca 2, sáng")),
    Visit("sitting_results", "examiner", _sitting("Ca 1, sáng")),
    Visit("sitting_answer_file", "invigilator", _room),
    Visit("incident_new", "invigilator", _room),
    Visit("incident", "invigilator", _uuid(IncidentReport)),
    Visit("exam_start", "learner", _uuid(Exam, code="LG-SH-2026")),
    Visit("sitting_edit", "examiner", _room),
    Visit("sitting_rehearsals", "examiner", _sitting("Ca 2, sáng")),
    Visit("rehearsal", "examiner", _uuid(RehearsalRun, state="done")),
    Visit("rehearsal", "examiner", _uuid(RehearsalRun, state="failed")),
    Visit("sitting_cancel", "examiner", _sitting("Ca 2, sáng")),
    Visit("sitting_delete", "examiner", _room),
    Visit("sitting_invigilators", "examiner", _room),
    Visit("sitting_candidates", "examiner", _room),
    Visit("sitting_admission", "invigilator", _room),
    Visit("sitting_board", "examiner", _room),
    Visit("sitting_act", "examiner", lambda site: [*_room(site), "pause"]),
    Visit("watched_attempt", "examiner", _seated(events__kind="pasted")),
    Visit("watched_attempt", "examiner", _seated(events__kind="ended")),
    Visit("attempt_act", "examiner", lambda site: [*_seated(paused_at=None)(site), "extend"]),
    Visit("attempt_act", "examiner", lambda site: [*_seated(paused_at=None)(site), "end"]),
    # HR
    Visit("people:staff_list", "manager"),
    Visit("people:staff_list", "manager", query="?q=nguyen+thi"),
    Visit("people:staff_list", "commune", query="?q=khong+thay"),
    Visit("people:staff_new", "manager"),
    Visit("people:staff_detail", "manager", lambda site: [site.user("learner").staff.uuid]),
    Visit("people:staff_edit", "manager", lambda site: [site.user("learner").staff.uuid]),
    Visit("people:staff_move", "manager", lambda site: [site.user("learner").staff.uuid]),
    Visit("people:staff_release", "manager", lambda site: [site.user("learner").staff.uuid]),
    Visit("accommodation", "manager", lambda site: [site.user("learner").staff.uuid]),
    Visit("people:agency_tree", "manager"),
    Visit("people:agency_detail", "manager", _uuid(Agency, code="H88")),
    Visit("people:role_list", "manager"),
    Visit("people:role_list", "administrator"),
    Visit("people:import_list", "manager"),
    Visit("people:import_run", "manager", _run("previewed")),
    Visit("people:import_run", "manager", _run("applied")),
    Visit("people:import_run", "manager", _run("failed")),
    Visit("people:import_run", "manager", _run("uploaded")),
    Visit("people:invite", "manager"),
    Visit("courses:assignments", "manager"),
    Visit("courses:new_assignment", "manager"),
    Visit("courses:assignment", "manager", _uuid(Assignment)),
    Visit("courses:assignment", "manager", _uuid(Assignment), query="?state=open"),
    Visit("courses:withdraw_assignment", "manager", _uuid(Assignment)),
    Visit("courses:exemptions", "manager"),
    Visit("courses:new_exemption", "manager"),
    Visit("courses:withdraw_exemption", "manager", _uuid(Exemption)),
    Visit("certificates:register", "manager"),
    Visit("certificates:claims", "manager"),
    Visit("certificates:signatories", "manager"),
    Visit("certificates:appoint", "administrator"),
    Visit("certificates:detail", "manager", _learner_row(Certificate)),
    Visit("certificates:revoke", "manager", _learner_row(Certificate)),
    Visit("certificates:reissue", "manager", _learner_row(Certificate)),
    Visit("reports_dashboard", "manager"),
    Visit("reports_dashboard", "commune"),
    Visit("reports_people", "manager"),
    Visit("reports_people", "manager", query="?measure=overdue"),
    Visit("reports_runs", "manager"),
    Visit("proposals", "manager"),
    Visit("proposals", "decider", query="?state=submitted"),
    Visit("proposal", "manager", _proposal(HEARD)),
    Visit("proposal", "manager", _proposal(REVIEWED)),
    Visit("proposal", "decider", _proposal(WAITING)),
    Visit("proposal", "manager", _proposal(GOOD)),
    Visit("rules", "manager"),
    Visit("rule", "manager", lambda site: ["KT2"]),
    Visit("rule", "administrator", lambda site: ["XL3"]),
    # authors
    Visit("item_banks", "trainer"),
    Visit("item_bank_new", "trainer"),
    Visit("item_bank", "trainer", _uuid(ItemBank, code="LG-KNS07")),
    Visit("item_bank", "examiner", _uuid(ItemBank, code="LG-KNS07")),
    Visit("item_bank", "trainer", _uuid(ItemBank, purpose="practice")),
    Visit("item_bank_edit", "trainer", _uuid(ItemBank)),
    Visit("item_import", "trainer", _uuid(ItemBank)),
    Visit("item_import_run", "trainer", _run("items")),
    Visit("item_new", "trainer", _uuid(ItemBank)),
    Visit("item", "trainer", _uuid(Item, current_version__kind="single")),
    Visit("item", "examiner", _uuid(Item, state="review")),
    Visit("item", "examiner", _uuid(Item, current_version__kind="matching")),
    Visit("item_edit", "trainer", _uuid(Item, state="live")),
    Visit("blueprint_new", "trainer", _uuid(ItemBank, purpose="exam")),
    Visit("blueprint", "examiner", _uuid(Blueprint)),
    Visit("exams_manage", "examiner"),
    Visit("exam_new", "examiner"),
    Visit("exam_manage", "examiner", _uuid(Exam, state=ExamState.PUBLISHED)),
    Visit("exam_manage", "examiner", _uuid(Exam, code="MOI")),
    Visit("late_list", "examiner", _uuid(Exam, code="LG-KNS07-2026")),
    Visit("late_answers", "examiner", _uuid(Attempt, part__exam__code="LG-KNS07-2026")),
    Visit("noted_list", "examiner", _uuid(Exam, code="PHONG")),
    Visit("noted_list", "examiner", _uuid(Exam, code="LG-SH-2026")),
    Visit("noted_attempt", "examiner", _seated(events__kind="pasted")),
    Visit("exam_rules", "examiner", _uuid(Exam, code="LG-KNS07-2026"), query="?person=khong-co"),
    Visit("exam_rules", "examiner", _uuid(Exam, code="LG-KNS07-2026"), query="?person=H88-00002"),
    Visit("person_rules_new", "examiner", _uuid(Exam, code="LG-KNS07-2026")),
    Visit("group_rules_new", "examiner", _uuid(Exam, code="LG-KNS07-2026")),
    Visit("rules_edit", "examiner", _uuid(Override, group__isnull=True)),
    Visit("rules_edit", "examiner", _uuid(Override, group__isnull=False), query="?"),
    Visit("accommodation", "examiner", lambda site: [site.user("learner").staff.uuid]),
    Visit("exam_items", "examiner", _uuid(Exam, code="LG-KNS07-2026")),
    Visit("item_ruling", "examiner", _ruled_item),
    Visit("item_ruling", "examiner", _ruled_item, query="?kind=neutralised"),
    Visit("ruling", "examiner", _uuid(ItemRuling)),
    Visit("withheld_results", "examiner", _uuid(Exam, code="LG-KNS02-2026")),
    Visit("withheld_results", "examiner", _uuid(Exam, code="LG-KNS07-2026"), query="?page=1"),
    Visit("exam_edit", "examiner", _uuid(Exam, code="MOI")),
    Visit("exam_part_new", "examiner", _uuid(Exam, code="MOI")),
    Visit("exam_part_edit", "examiner", _uuid(ExamPart, exam__code="MOI")),
]

POST_ONLY = {
    "set_language",
    "people:invite_link",
    "people:role_end",
    "people:import_confirm",
    "people:import_discard",
    "notices_read",
    "notice_open",
    "courses:enrol",
    "courses:complete_lesson",
    "item_bank_submit",
    "item_bank_approve",
    "item_act",
    "exam_publish",
    "exam_close",
    "exam_part_delete",
    "sitting_publish",
    "sitting_close",
    "place_admit",
    "place_take_back",
    "place_withdraw",
    "save_answer",
    "pulse",
    "part_start",
    "submit",
    "reports_start_run",
    "reports_propose",
    "proposal_submit",
    "proposal_withdraw",
    "proposal_decide",
    "proposal_announce",
    "rule_switch",
    "rule_numbers",
    "logout",
}
EXCEPTIONS = {
    "item_bank_export": "a text file",
    "people:import_refused": "a workbook",
    "certificates:download": "a PDF",
    "reports_export": "a workbook",
    "reports_people_export": "a workbook",
    "proposals_export": "a workbook",
    "rehearsal_state": "a part of the page rehearsal",
    "sitting_board_rows": "a part of the page sitting_board",
    "go_on": "leads to the paper under way, or to My learning",
    "ready": "for the proxy in front",
    "paused": "a part of the page paper",
    "part_waiting": "only while more people start than the gate lets in",
    "people:import_progress": "a part of the page people:import_run",
    "wagtaildocs_serve": "a file",
    "wagtaildocs_authenticate_with_password": "no document here has a password",
    "wagtailcore_authenticate_with_password": "no page here has a password",
    "wagtailcore_login": "leads to our own sign-in",
    "wagtail_serve": "the pages of content: home, catalogue, course, lesson",
    "media": "a picture or a video",
    "safe_browser": "only where an exam asks for it: test_integrity looks at it",
}


def find(name: str, who: str) -> Visit:
    """The first visit of somebody to a page."""
    return next(visit for visit in VISITS if (visit.name, visit.who) == (name, who))


def named_addresses() -> set[str]:
    """The name of every address outside the administration, which is Wagtail's own."""
    return {name for path, name in _walk(get_resolver()) if not path.startswith("admin/")}


def _walk(resolver: URLResolver, path: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, space + (entry.name or here.split("/")[0])
        else:
            yield from _walk(entry, here, space + (f"{entry.namespace}:" if entry.namespace else ""))
