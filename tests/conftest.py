"""The cast: people whom every test knows, in a small tree, on one frozen noon.

    UBND tỉnh (H77) ── Sở Nội vụ (H77.01) ── Thanh tra (H77.01.2)
                    └─ Sở Y tế (H77.04)

| who           | serves at | role                                |
|---------------|-----------|-------------------------------------|
| learner       | H77.01.2  | learner                             |
| colleague     | H77.01.2  | learner                             |
| manager       | H77.01    | HR manager of H77.01                |
| trainer       | H77.01    | trainer of H77.01                   |
| examiner      | H77.01    | examiner of H77.01                  |
| invigilator   | H77.01    | invigilator of H77.01               |
| decider       | H77       | decider of H77                      |
| administrator | H77       | administrator of H77                |
| stranger      | H77.04    | learner                             |
| outsider      | H77.04    | HR manager and trainer of H77.04    |
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client, TransactionTestCase

from people.models import Agency, Role, StaffProfile
from tests import factories
from tests.restoring import Snapshot, put_back, take_snapshot

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def now() -> datetime:
    """The frozen noon: Friday, 20 November 2026, in Vietnam."""
    return NOON


@pytest.fixture
def province(db: None) -> Agency:
    """The root of the tree."""
    return factories.make_agency(code="H77", name="Ủy ban nhân dân tỉnh Hà Sơn")


@pytest.fixture
def department(province: Agency) -> Agency:
    """A department of the province."""
    return factories.make_agency(code="H77.01", name="Sở Nội vụ", parent=province)


@pytest.fixture
def office(department: Agency) -> Agency:
    """A unit of the department."""
    return factories.make_agency(code="H77.01.2", name="Thanh tra (Sở Nội vụ)", parent=department)


@pytest.fixture
def other_department(province: Agency) -> Agency:
    """A department beside ours."""
    return factories.make_agency(code="H77.04", name="Sở Y tế", parent=province)


@pytest.fixture
def learner(office: Agency) -> StaffProfile:
    """A civil servant who learns."""
    return factories.make_staff(full_name="Nguyễn Văn Đức", agency=office)


@pytest.fixture
def colleague(office: Agency) -> StaffProfile:
    """Another learner in the same unit."""
    return factories.make_staff(full_name="Trần Thị Ánh", agency=office)


@pytest.fixture
def stranger(other_department: Agency) -> StaffProfile:
    """A learner of another department."""
    return factories.make_staff(full_name="Lê Hoà Bình", agency=other_department)


@pytest.fixture
def manager(department: Agency) -> StaffProfile:
    """The HR manager of our department."""
    return factories.make_staff(full_name="Phạm Thu Hà", agency=department, roles=[Role.HR_MANAGER])


@pytest.fixture
def outsider(other_department: Agency) -> StaffProfile:
    """HR manager and trainer of another department."""
    return factories.make_staff(
        full_name="Vũ Minh Quân",
        agency=other_department,
        roles=[Role.HR_MANAGER, Role.TRAINER, Role.EXAMINER],
    )


@pytest.fixture
def trainer(department: Agency) -> StaffProfile:
    """A trainer of our department."""
    return factories.make_staff(full_name="Đặng Ngọc Lan", agency=department, roles=[Role.TRAINER])


@pytest.fixture
def examiner(department: Agency) -> StaffProfile:
    """An examiner of our department."""
    return factories.make_staff(full_name="Bùi Quốc Anh", agency=department, roles=[Role.EXAMINER])


@pytest.fixture
def invigilator(department: Agency) -> StaffProfile:
    """Who watches the rooms of our department."""
    return factories.make_staff(full_name="Cao Thị Mai", agency=department, roles=[Role.INVIGILATOR])


@pytest.fixture
def decider(province: Agency) -> StaffProfile:
    """Who decides proposals in the province."""
    return factories.make_staff(full_name="Hoàng Đình Ân", agency=province, roles=[Role.DECIDER])


@pytest.fixture
def administrator(province: Agency) -> StaffProfile:
    """The administrator of the province."""
    return factories.make_staff(full_name="Ngô Bảo Yến", agency=province, roles=[Role.ADMINISTRATOR])


@pytest.fixture
def sign_in(client: Client) -> Callable[[StaffProfile], Client]:
    """A browser signed in as the given person."""

    def as_person(staff: StaffProfile) -> Client:
        client.force_login(staff.user)
        return client

    return as_person


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out what needs PostgreSQL where the tests run on the embedded database."""
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        return
    needs = pytest.mark.skip(reason="needs PostgreSQL: set DATABASE_URL")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(needs)


@pytest.fixture(scope="session", autouse=True)
def keep_what_migrations_made(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real commits leaves the database as the migrations made it, instead of empty."""
    snapshots: list[Snapshot] = []

    def set_up(case: type[TransactionTestCase]) -> None:
        if not snapshots:
            snapshots.append(take_snapshot())

    def tear_down(case: TransactionTestCase) -> None:
        put_back(snapshots[0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(set_up))
        patch.setattr(TransactionTestCase, "_fixture_teardown", tear_down)
        yield
