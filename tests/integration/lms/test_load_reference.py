"""Reference data of every installation."""

from datetime import date

import pytest
from django.core.management import call_command

from courses.models import Competence, Framework
from people.models import Holiday
from reports.models import LegalBasis, Rule

pytestmark = pytest.mark.django_db


def test_brings_framework_law_and_rules() -> None:
    call_command("load_reference")

    assert Competence.objects.filter(framework=Framework.QD757).count() == 26
    assert Competence.objects.filter(framework=Framework.TT03).count() == 15
    assert set(Rule.objects.values_list("code", flat=True)) >= {"KT2", "KT6", "XL1", "XL3", "XL7"}
    assert LegalBasis.objects.get(code="13/2023/NĐ-CP").superseded_by.code == "91/2025/QH15"


def test_every_rule_has_one_version() -> None:
    call_command("load_reference")

    assert all(rule.versions.count() == 1 for rule in Rule.objects.all())


def test_running_again_keeps_what_people_changed() -> None:
    call_command("load_reference")
    Holiday.objects.filter(on=date(2027, 2, 4)).update(name="Theo thông báo mới")

    call_command("load_reference")

    assert Holiday.objects.get(on=date(2027, 2, 4)).name == "Theo thông báo mới"
    assert Competence.objects.count() == 41


def test_workday_swap_is_worked() -> None:
    call_command("load_reference")

    assert Holiday.objects.get(on=date(2026, 8, 22)).works is True
