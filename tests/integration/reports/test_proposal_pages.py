"""Pages of proposals and rules: each step by the right person, and by nobody else."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from people.models import Role
from reports.models import Proposal, RuleSwitch, RuleVersion
from reports.services import announce_decision, decide, give_statement
from tests import factories
from tests.conftest import NOON

STEPS = ["proposal_submit", "proposal_withdraw", "proposal_decide", "proposal_announce"]
YES = {"decide-approve": "yes", "decide-reason": "Đúng quy chế"}


@pytest.fixture
def heard(follow_up, bureau_b, now):
    """XL3, under review after the say."""
    give_statement(follow_up, "Tôi nghỉ ốm.", now=now, by=bureau_b.user)
    return follow_up


@pytest.fixture
def decided(submitted, decider, now):
    """XL3, approved."""
    return decide(submitted, True, "Đúng quy chế", now=now, by=decider.user)


@pytest.fixture(autouse=True)
def at_noon():
    """The clock of the views stands at the cast's noon."""
    with time_machine.travel(NOON, tick=False):
        yield


def of(name, proposal):
    return reverse(name, args=[proposal.uuid])


def state_of(proposal):
    return Proposal.objects.get(pk=proposal.pk).state


@pytest.mark.parametrize("who", ["manager", "decider", "administrator"])
def test_reader_sees_the_whole(heard, request, sign_in, who):
    page = sign_in(request.getfixturevalue(who)).get(of("proposal", heard))

    assert page.context["intact"] is True
    assert "Tôi nghỉ ốm." in page.content.decode()
    assert page.context["courses"][0]["attempts"] == "3/3"


def test_list_shows_own_reach(proposals, manager, outsider, sign_in):
    assert len(sign_in(manager).get(reverse("proposals")).context["page"]) == 2
    assert len(sign_in(outsider).get(reverse("proposals")).context["page"]) == 0


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"state": "under_review"}, 1), ({"rule": "XL3"}, 1), ({"state": "approved"}, 0), ({"state": "x"}, 2)],
)
def test_filters_stand_in_address(proposals, manager, sign_in, asked, found):
    assert len(sign_in(manager).get(reverse("proposals"), asked).context["page"]) == found


def test_workbook_holds_the_same_list(proposals, manager, outsider, sign_in):
    url = reverse("proposals_export")

    book = openpyxl.load_workbook(BytesIO(sign_in(manager).get(url, {"rule": "XL3"}).content))
    none = openpyxl.load_workbook(BytesIO(sign_in(outsider).get(url).content))

    assert [cell.value for cell in book.worksheets[0][4]][:2] == ["XL3", "Đỗ Văn Bình"]
    assert (book.worksheets[0].max_row, none.worksheets[0].max_row) == (4, 3)


def test_outsider_finds_no_proposal(heard, outsider, sign_in):
    assert sign_in(outsider).get(of("proposal", heard)).status_code == 404


def test_learner_may_not_look(heard, learner, sign_in):
    assert sign_in(learner).get(of("proposal", heard)).status_code == 403


@pytest.mark.parametrize("name", STEPS)
def test_steps_are_posted(heard, manager, sign_in, name):
    assert sign_in(manager).get(of(name, heard)).status_code == 405


@pytest.mark.parametrize("name", STEPS)
def test_outsider_takes_no_step(heard, outsider, sign_in, name):
    assert sign_in(outsider).post(of(name, heard), YES).status_code == 404


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("manager", "proposal_decide"),
        ("decider", "proposal_submit"),
        ("decider", "proposal_withdraw"),
        ("administrator", "proposal_decide"),
        ("administrator", "proposal_submit"),
        ("learner", "proposal_submit"),
    ],
)
def test_wrong_role_is_refused(heard, request, sign_in, who, name):
    assert sign_in(request.getfixturevalue(who)).post(of(name, heard), YES).status_code == 403
    assert state_of(heard) == "under_review"


@pytest.mark.parametrize("note", ["x" * 1001, "a\0b"])
def test_unusable_note_submits_nothing(heard, manager, sign_in, note):
    answer = sign_in(manager).post(of("proposal_submit", heard), {"note": note})

    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.content.decode()
    assert state_of(heard) == "under_review"


def test_manager_submits(heard, manager, sign_in):
    sign_in(manager).post(of("proposal_submit", heard), {"note": "Kính trình"})

    assert state_of(heard) == "submitted"
    assert heard.events.last().note == "Kính trình"


def test_open_hearing_is_explained(follow_up, manager, sign_in):
    answer = sign_in(manager).post(of("proposal_submit", follow_up), follow=True)

    (words,) = [str(message) for message in answer.context["messages"]]
    assert words.startswith("Người liên quan còn thời gian trình bày.")
    assert state_of(follow_up) == "awaiting_statement"


def test_decider_decides_with_reason(submitted, decider, sign_in):
    sign_in(decider).post(of("proposal_decide", submitted), YES)

    proposal = Proposal.objects.get(pk=submitted.pk)
    assert (proposal.state, proposal.decided_by, proposal.decision_reason) == (
        "approved",
        decider.user,
        "Đúng quy chế",
    )


@pytest.mark.parametrize(
    "data", [{}, {"decide-approve": "yes", "decide-reason": " "}, {"decide-reason": "Có"}]
)
def test_incomplete_decision_is_explained(submitted, decider, sign_in, data):
    answer = sign_in(decider).post(of("proposal_decide", submitted), data)

    assert answer.status_code == 422
    assert state_of(submitted) == "submitted"


def test_submitter_with_both_roles_is_stopped(submitted, second_manager, province, sign_in, now):
    second_manager.user.role_grants.create(role=Role.DECIDER, agency=province, granted_at=now)

    client = sign_in(second_manager)

    assert client.get(of("proposal", submitted)).context["may"]["decide"] is False
    client.post(of("proposal_decide", submitted), YES)
    assert state_of(submitted) == "submitted"


def test_manager_announces(decided, manager, sign_in):
    sign_in(manager).post(of("proposal_announce", decided))

    assert Proposal.objects.get(pk=decided.pk).announced_at == NOON


def test_withdrawal_wants_a_reason(heard, manager, sign_in):
    client = sign_in(manager)

    assert client.post(of("proposal_withdraw", heard), {}).status_code == 422
    client.post(of("proposal_withdraw", heard), {"withdraw-reason": "Nhầm"})

    assert state_of(heard) == "withdrawn"


@pytest.mark.parametrize(
    ("who", "open_steps"), [("manager", {"submit", "withdraw"}), ("decider", set()), ("administrator", set())]
)
def test_page_offers_only_own_steps(heard, request, sign_in, who, open_steps):
    may = sign_in(request.getfixturevalue(who)).get(of("proposal", heard)).context["may"]

    assert {step for step, offered in may.items() if offered} == open_steps


def test_person_gives_say_on_own_page(follow_up, bureau_b, sign_in):
    client = sign_in(bureau_b)

    assert "27/11/2026" in client.get(of("my_proposal", follow_up)).content.decode()
    client.post(of("my_proposal", follow_up), {"text": "Tôi nghỉ ốm."})

    assert Proposal.objects.get(pk=follow_up.pk).statement.text == "Tôi nghỉ ốm."


def test_empty_say_is_explained(follow_up, bureau_b, sign_in):
    assert sign_in(bureau_b).post(of("my_proposal", follow_up), {"text": ""}).status_code == 422


@pytest.mark.parametrize("who", ["colleague", "manager", "outsider", "decider"])
def test_own_page_is_only_ones_own(follow_up, request, sign_in, who):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(of("my_proposal", follow_up)).status_code == 404
    assert client.post(of("my_proposal", follow_up), {"text": "Tôi"}).status_code == 404


def test_own_page_takes_no_other_method(follow_up, bureau_b, sign_in):
    assert sign_in(bureau_b).put(of("my_proposal", follow_up)).status_code == 405


def test_praise_stays_secret_until_announced(praise, manager, second_manager, decider, sign_in, now):
    assert sign_in(manager).get(of("my_proposal", praise)).status_code == 404
    Proposal.objects.filter(pk=praise.pk).update(state="submitted", submitted_by=second_manager.user)
    praise.refresh_from_db()
    announce_decision(decide(praise, True, "Tốt", now=now, by=decider.user), now=now, by=decider.user)

    page = sign_in(manager).get(of("my_proposal", praise))

    assert "được chấp thuận. Lý do: Tốt" in page.context["decided"]


def test_own_list_holds_what_was_told(proposals, bureau_b, manager, sign_in):
    assert sign_in(bureau_b).get(reverse("my_proposals")).context["proposals"] == [proposals["XL3"]]
    assert sign_in(manager).get(reverse("my_proposals")).context["proposals"] == []


def test_menu_asks_for_the_say(follow_up, bureau_b, learner, sign_in):
    page = reverse("my_proposals")

    assert page.encode() in sign_in(bureau_b).get(page).content
    assert page.encode() not in sign_in(learner).get(reverse("my_learning")).content


def test_menu_leads_back_after_the_say(heard, bureau_b, sign_in):
    page = sign_in(bureau_b).get(reverse("my_learning"))

    assert reverse("my_proposals").encode() in page.content


def test_menu_is_short_after_the_decision(decided, bureau_b, sign_in):
    page = sign_in(bureau_b).get(reverse("my_learning"))

    assert reverse("my_proposals").encode() not in page.content


def test_say_after_window_is_refused(follow_up, bureau_b, sign_in):
    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        sign_in(bureau_b).post(of("my_proposal", follow_up), {"text": "Muộn"})

    assert state_of(follow_up) == "awaiting_statement"


def test_rules_are_read_by_managers(rules, manager, learner, sign_in):
    assert len(sign_in(manager).get(reverse("rules")).context["rules"]) == 5
    assert sign_in(manager).get(reverse("rule", args=["KT2"])).status_code == 200
    assert sign_in(learner).get(reverse("rules")).status_code == 403


def test_unknown_rule_does_not_exist(rules, manager, sign_in):
    assert sign_in(manager).get(reverse("rule", args=["XL9"])).status_code == 404


def test_manager_switches_own_agency(rules, manager, office, sign_in):
    url = reverse("rule_switch", args=["KT2"])

    sign_in(manager).post(url, {"switch-agency": str(office.uuid), "switch-off": "off"})
    assert RuleSwitch.objects.get().agency == office
    sign_in(manager).post(url, {"switch-agency": str(office.uuid), "switch-off": "on"})

    assert RuleSwitch.objects.get().off_until == NOON.date()


def test_manager_switches_nobody_else(rules, manager, other_department, province, sign_in):
    client, url = sign_in(manager), reverse("rule_switch", args=["KT2"])

    for agency in (other_department, province):
        answer = client.post(url, {"switch-agency": str(agency.uuid), "switch-off": "off"})
        assert answer.status_code == 422
    assert not RuleSwitch.objects.exists()


def test_administrator_sets_new_numbers(rules, administrator, sign_in):
    data = {"numbers-min_score": "95", "numbers-effective_from": "01/12/2026"}

    sign_in(administrator).post(reverse("rule_numbers", args=["KT2"]), data)

    new = RuleVersion.objects.get(rule__code="KT2", number=2)
    assert (new.parameters, str(new.effective_from)) == ({"min_score": 95}, "2026-12-01")


@pytest.mark.parametrize("score", ["101", "chín mươi", "", "90,5"])
def test_wrong_numbers_are_explained(rules, administrator, sign_in, score):
    data = {"numbers-min_score": score, "numbers-effective_from": "01/12/2026"}

    answer = sign_in(administrator).post(reverse("rule_numbers", args=["KT2"]), data)

    assert answer.status_code == 422
    assert RuleVersion.objects.filter(rule__code="KT2").count() == 1


def test_numbers_belong_to_whole_administrators(rules, manager, department, sign_in):
    partial = factories.make_staff(full_name="Quản trị Sở", agency=department, roles=[Role.ADMINISTRATOR])
    data = {"numbers-min_score": "95", "numbers-effective_from": "01/12/2026"}
    url = reverse("rule_numbers", args=["KT2"])

    assert sign_in(manager).post(url, data).status_code == 403
    factories.make_agency(code="H78")
    assert sign_in(partial).post(url, data).status_code == 403


def test_list_of_days_is_one_number_more(rules, administrator, sign_in):
    data = {"numbers-days_before": "1, 10, 5", "numbers-effective_from": "01/12/2026"}

    sign_in(administrator).post(reverse("rule_numbers", args=["XL1"]), data)

    assert RuleVersion.objects.get(rule__code="XL1", number=2).parameters == {"days_before": [10, 5, 1]}
