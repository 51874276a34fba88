"""The pages that must exist before anybody can write: the home page, the catalogue, one catalogue per agency."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Collection, GroupApprovalTask, Page, Site, Workflow

from people.models import Agency

from ..models import CataloguePage, HomePage
from .access import administrators, grant_catalogue, group_name, sync_users_over

HOME_TITLE = "Trang chủ"
CATALOGUE_TITLE = "Khóa học"
WORKFLOW = "Duyệt nội dung"
INTRO = (
    "<p>Học kỹ năng số, làm bài kiểm tra và nhận giấy chứng nhận. Dành cho cán bộ, công chức, viên chức.</p>"
)


@transaction.atomic
def ensure_site(*, now: datetime) -> HomePage:
    """The home page as the root of the only site, with the catalogue below it. Replaces Wagtail's welcome page.

    Calling it again changes nothing.
    """
    home = HomePage.objects.first() or _make_home(now)
    Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "port": 80}
    )
    Site.objects.filter(is_default_site=True).exclude(
        root_page=home, site_name=settings.WAGTAIL_SITE_NAME
    ).update(root_page=home, site_name=settings.WAGTAIL_SITE_NAME)
    Site.clear_site_root_paths_cache()
    if not CataloguePage.objects.child_of(home).exists():
        page = CataloguePage(title=CATALOGUE_TITLE, slug="khoa-hoc", first_published_at=now)
        home.add_child(instance=page)
    return home


def main_catalogue(*, now: datetime) -> CataloguePage:
    """The catalogue of all courses."""
    return CataloguePage.objects.child_of(ensure_site(now=now)).order_by("path")[0]


@transaction.atomic
def ensure_catalogue(agency: Agency, *, now: datetime) -> CataloguePage:
    """The agency's catalogue, with its collection and its trainers' group. Calling it again changes nothing."""
    existing = CataloguePage.objects.filter(agency=agency).first()
    if existing is not None:
        return existing
    parent = main_catalogue(now=now)
    collection = Collection.get_first_root_node().add_child(name=f"{agency.name} ({agency.code})")
    group = Group.objects.create(name=group_name(agency))
    page = CataloguePage(
        title=agency.name, agency=agency, group=group, collection=collection, first_published_at=now
    )
    parent.add_child(instance=page)
    grant_catalogue(page, group, collection)
    sync_users_over(agency)
    return page


def _make_home(now: datetime) -> HomePage:
    root = Page.get_first_root_node() or Page.add_root(title="Root")
    home = HomePage(title=HOME_TITLE, slug="trang-chu", intro=INTRO, first_published_at=now)
    root.add_child(instance=home)
    Site.objects.filter(is_default_site=True).update(root_page=home)
    # Wagtail's own welcome page is a plain Page without a type of ours.
    for welcome in Page.objects.filter(depth=2).exclude(pk=home.pk):
        if welcome.specific_class is Page:
            welcome.delete()
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()
    _make_workflow()
    return home


def _make_workflow() -> None:
    """Wagtail's own moderation, in the hands of the administrators of content."""
    task = GroupApprovalTask.objects.first() or GroupApprovalTask.objects.create(name=WORKFLOW)
    task.name = WORKFLOW
    task.save()
    task.groups.set([administrators()])
    Workflow.objects.update(name=WORKFLOW)
