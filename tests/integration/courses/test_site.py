"""The first pages, and whose pages they are."""

from datetime import datetime

import pytest
from wagtail.models import Page, Site
from wagtail.permissions import page_permission_policy

from courses import tasks
from courses.models import CataloguePage, Competence, HomePage
from courses.services import ensure_catalogue, ensure_site, sync_access
from people.models import Agency, Role, RoleGrant, StaffProfile
from tests import factories


def test_site_replaces_the_welcome(db: None, now: datetime) -> None:
    home = ensure_site(now=now)

    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert list(Page.objects.filter(depth=2).values_list("slug", flat=True)) == ["trang-chu"]
    assert CataloguePage.objects.child_of(home).get().slug == "khoa-hoc"


def test_site_is_made_once(db: None, now: datetime) -> None:
    first = ensure_site(now=now)

    again = ensure_site(now=now)

    assert again == first
    assert HomePage.objects.count() == 1
    assert CataloguePage.objects.count() == 1


def test_trainer_edits_own_pages(trainer: StaffProfile, department: Agency, now: datetime) -> None:
    course = factories.make_course(under=department.catalogue)

    may = course.permissions_for_user(trainer.user)

    assert may.can_edit()
    assert may.can_publish()
    assert trainer.user.has_perm("wagtailadmin.access_admin")


def test_trainer_edits_nothing_else(trainer: StaffProfile, outsider: StaffProfile) -> None:
    theirs = factories.make_course(under=outsider.current_posting.agency.catalogue)
    common = factories.make_course()

    editable = page_permission_policy.instances_user_has_any_permission_for(trainer.user, ["change"])

    assert not theirs.permissions_for_user(trainer.user).can_edit()
    assert not common.permissions_for_user(trainer.user).can_edit()
    assert set(editable) == {trainer.current_posting.agency.catalogue.page_ptr}


def test_role_reaches_the_subtree(trainer: StaffProfile, office: Agency, now: datetime) -> None:
    catalogue = ensure_catalogue(office, now=now)

    assert catalogue.permissions_for_user(trainer.user).can_edit()


def test_ended_role_closes_the_pages(trainer: StaffProfile, department: Agency, now: datetime) -> None:
    grant = RoleGrant.objects.get(user=trainer.user)

    grant.ended_at = now
    grant.save()

    user = type(trainer.user).objects.get(pk=trainer.user.pk)
    assert not department.catalogue.permissions_for_user(user).can_edit()
    assert not user.has_perm("wagtailadmin.access_admin")


def test_trainer_manages_no_settings(trainer: StaffProfile) -> None:
    granted = trainer.user.get_all_permissions()

    assert granted == {"wagtailadmin.access_admin"}


def test_administrator_moderates_all(administrator: StaffProfile, outsider: StaffProfile) -> None:
    course = factories.make_course(under=outsider.current_posting.agency.catalogue)

    may = course.permissions_for_user(administrator.user)

    assert may.can_publish()
    assert may.can_lock()
    assert administrator.user.has_perm("courses.change_competence")
    assert not administrator.user.has_perm("auth.change_group")


def test_foreign_groups_are_kept(learner: StaffProfile) -> None:
    learner.user.groups.create(name="Ban biên tập")

    sync_access(learner.user)

    assert learner.user.groups.filter(name="Ban biên tập").exists()


@pytest.mark.parametrize("role", [Role.HR_MANAGER, Role.EXAMINER, Role.DECIDER, Role.INVIGILATOR])
def test_other_roles_write_no_pages(department: Agency, role: str) -> None:
    person = factories.make_staff(agency=department, roles=[role])

    assert not person.user.has_perm("wagtailadmin.access_admin")


def test_competence_is_found_folded(db: None) -> None:
    competence = Competence.objects.create(framework="qd757", code="1", title="Kỹ năng chuyển đổi số")

    assert competence.search_key == "1 ky nang chuyen doi so"


def test_mirror_follows_a_moved_agency(
    trainer: StaffProfile, other_department: Agency, office: Agency
) -> None:
    catalogue = ensure_catalogue(other_department, now=factories.LONG_AGO_AT)
    assert not catalogue.permissions_for_user(trainer.user).can_edit()
    other_department.refresh_from_db()
    other_department.move(Agency.objects.get(code="H77.01"), "sorted-child")

    tasks.mirror_access()

    user = type(trainer.user).objects.get(pk=trainer.user.pk)
    assert catalogue.permissions_for_user(user).can_edit()
