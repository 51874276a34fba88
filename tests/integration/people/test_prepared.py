"""Prepared queries give what the queryset gives, on either database, and are made once."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q

from people.models import Agency, Posting, StaffProfile, User
from people.prepared import Prepared, PreparedInsert
from tests import factories
from tests.conftest import NOON


@pytest.fixture
def three(department: Agency) -> list[StaffProfile]:
    """People of one agency."""
    return [factories.make_staff(agency=department, staff_code=f"P{number}") for number in range(3)]


def test_rows_are_those_of_the_keys(three: list[StaffProfile], django_assert_num_queries: Any) -> None:
    of_user = Prepared(lambda user: StaffProfile.objects.select_related("user").filter(user=user), user=int)

    with django_assert_num_queries(3):
        found = [of_user(user=staff.user_id) for staff in three]
        assert [[staff] for staff in three] == found
        assert [row.user.email for (row,) in found] == [row.user.email for (row,) in found]


def test_uuids_are_keys_too(three: list[StaffProfile]) -> None:
    by_uuid = Prepared(lambda uuid: StaffProfile.objects.filter(uuid=uuid), uuid=UUID)

    assert [by_uuid(uuid=staff.uuid) for staff in three] == [[staff] for staff in three]
    assert by_uuid(uuid=uuid4()) == []


def test_key_may_stand_in_several_places(three: list[StaffProfile], department: Agency) -> None:
    """As in an annotation and in a condition; everything else of the query stays."""
    serving = Posting.objects.filter(staff=OuterRef("pk"), agency=department.pk, ended_on=None)

    def colleagues(staff: int, agency: int) -> Any:
        here = Posting.objects.filter(staff=OuterRef("pk"), agency=agency)
        return (
            StaffProfile.objects.filter(Exists(here))
            .filter(~Q(pk=staff))
            .annotate(serves=Exists(serving), elsewhere=Exists(here.exclude(agency=agency)))
            .order_by("staff_code")
        )

    found = Prepared(colleagues, staff=int, agency=int)(staff=three[0].pk, agency=department.pk)

    assert found == three[1:]
    assert {(each.serves, each.elsewhere) for each in found} == {(True, False)}


def test_values_come_as_python_values(three: list[StaffProfile]) -> None:
    read = Prepared(lambda user: User.objects.filter(pk=user), user=int)
    plain = User.objects.get(pk=three[0].user_id)

    (prepared,) = read(user=plain.pk)

    assert {field.name: getattr(prepared, field.attname) for field in User._meta.concrete_fields} == {
        field.name: getattr(plain, field.attname) for field in User._meta.concrete_fields
    }
    assert prepared._state.db == plain._state.db
    assert not prepared._state.adding


def test_a_change_is_seen_at_once(three: list[StaffProfile]) -> None:
    postings = Prepared(lambda staff: Posting.objects.filter(staff=staff, ended_on=None), staff=int)
    assert len(postings(staff=three[0].pk)) == 1

    Posting.objects.filter(staff=three[0]).update(ended_on=NOON.date())

    assert postings(staff=three[0].pk) == []


def test_inserted_row_is_as_it_was_given(three: list[StaffProfile], department: Agency) -> None:
    insert = PreparedInsert(Posting)
    other = factories.make_agency(code="H77.99", name="Sở Y tế")
    Posting.objects.all().delete()

    rows = [
        insert(Posting(staff=staff, agency=other, started_on=NOON.date(), position="Chuyên viên"))
        for staff in three
    ]

    kept = list(Posting.objects.order_by("pk"))
    assert kept == rows
    assert [row._state.adding for row in rows] == [False] * 3
    for field in Posting._meta.concrete_fields:
        assert [getattr(each, field.attname) for each in kept] == [
            getattr(each, field.attname) for each in rows
        ]


@pytest.mark.django_db(transaction=True)
def test_insert_keeps_the_constraints(department: Agency) -> None:
    insert = PreparedInsert(User)
    insert(User(email="an@hason.gov.vn"))

    with pytest.raises(IntegrityError):
        insert(User(email="an@hason.gov.vn"))
