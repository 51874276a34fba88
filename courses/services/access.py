"""Roles as groups of Wagtail: trainers write under the catalogues of their agencies, and nowhere else."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from people import scope
from people.models import Agency, Role, RoleGrant, User

from ..models import CataloguePage, HomePage
from ..models.learning import path_prefixes

WRITER_ROLES = (Role.TRAINER, Role.ADMINISTRATOR)
ADMINISTRATORS = "Quản trị nội dung"
WRITER_PAGES = ("add", "change", "publish")
ADMINISTRATOR_PAGES = (*WRITER_PAGES, "bulk_delete", "lock", "unlock")
FILES = (
    ("wagtailimages", "add_image", "change_image", "choose_image"),
    ("wagtaildocs", "add_document", "change_document", "choose_document"),
    ("wagtailmedia", "add_media", "change_media"),
)
COLLECTIONS = (("wagtailcore", "add_collection", "change_collection", "delete_collection"),)
COMPETENCES = (("courses", "add_competence", "change_competence", "delete_competence", "view_competence"),)
DOOR = (("wagtailadmin", "access_admin"),)


def group_name(agency: Agency) -> str:
    """The name of the group of an agency's trainers, unique although names of agencies are not."""
    return f"Giảng viên {agency.code} · {agency.name}"[:150]


def grant_catalogue(page: CataloguePage, group: Group, collection: Collection) -> None:
    """Lets the group write the pages below the catalogue and use the collection."""
    group.permissions.add(*_permissions(DOOR))
    _grant_pages(group, page, WRITER_PAGES)
    _grant_files(group, collection)


def administrators() -> Group:
    """The group of those who administer every page, file and competence."""
    group, created = Group.objects.get_or_create(name=ADMINISTRATORS)
    home = HomePage.objects.first()
    if created or (home and not GroupPagePermission.objects.filter(group=group).exists()):
        group.permissions.add(*_permissions((*DOOR, *COMPETENCES)))
        _grant_files(group, Collection.get_first_root_node(), (*FILES, *COLLECTIONS))
        if home:
            _grant_pages(group, home, ADMINISTRATOR_PAGES)
    return group


@transaction.atomic
def sync_access(user: User) -> None:
    """Puts the user into exactly those of our groups that the open role grants ask for; other groups stay."""
    wanted = _wanted(user)
    ours = Group.objects.filter(cataloguepage__isnull=False) | Group.objects.filter(name=ADMINISTRATORS)
    held = set(user.groups.filter(pk__in=ours.values("pk")))
    user.groups.remove(*(held - wanted))
    user.groups.add(*(wanted - held))


def sync_users_over(agency: Agency) -> None:
    """Brings in everybody whose roles reach the agency from above."""
    grants = RoleGrant.objects.current().filter(
        role__in=WRITER_ROLES, agency__path__in=path_prefixes(agency.path)
    )
    _sync(User.objects.filter(pk__in=grants.values("user")))


def sync_all_access() -> None:
    """The same for everybody, after the tree has moved or grants were written in bulk."""
    grants = RoleGrant.objects.filter(role__in=WRITER_ROLES)
    held = User.objects.filter(groups__cataloguepage__isnull=False)
    _sync(User.objects.filter(pk__in=grants.values("user")) | User.objects.filter(pk__in=held.values("pk")))


def _sync(users: Iterable[User]) -> None:
    for user in users:
        sync_access(user)


def _wanted(user: User) -> set[Group]:
    if not user.is_active:
        return set()
    reach = scope.agencies_for(user, *WRITER_ROLES) if not user.is_superuser else Agency.objects.none()
    wanted = set(Group.objects.filter(cataloguepage__agency__in=reach))
    at_the_root = scope.grants_of(user, Role.ADMINISTRATOR).filter(agency__depth=1)
    if at_the_root.exists():
        wanted.add(administrators())
    return wanted


def _permissions(names: Iterable[tuple[str, ...]]) -> list[Permission]:
    found: list[Permission] = []
    for app, *codenames in names:
        found += Permission.objects.filter(content_type__app_label=app, codename__in=codenames)
    return found


def _grant_pages(group: Group, page: Page, kinds: Iterable[str]) -> None:
    for permission in _permissions([("wagtailcore", *(f"{kind}_page" for kind in kinds))]):
        GroupPagePermission.objects.get_or_create(group=group, page=page.page_ptr, permission=permission)


def _grant_files(group: Group, collection: Collection, names: Iterable[tuple[str, ...]] = FILES) -> None:
    for permission in _permissions(names):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )
