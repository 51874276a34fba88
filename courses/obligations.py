"""Who must take which course, as of today.

An assignment obliges everybody who serves in its agency or below it: joiners from their first day, leavers no
longer from the day they leave, nobody while exempt. Nothing is stored per person; it is computed at each look.
The as-of version over the history of the tree is `reports.frames`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from people import scope
from people.models import Agency, Posting, Role, StaffProfile
from people.models.staff import StaffQuerySet

from .models import Assignment, CoursePage, Enrolment, Exemption
from .models.learning import AssignmentQuerySet, path_prefixes

# Who assigns courses and grants exemptions.
ASSIGNERS = (Role.HR_MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Due:
    """One course that a person must complete by a day, and how far they are."""

    assignment: Assignment
    enrolment: Enrolment | None
    on: date

    @property
    def days_left(self) -> int:
        """Days until the due date; negative once it has passed."""
        return (self.assignment.due_on - self.on).days

    @property
    def done(self) -> bool:
        """The course is completed."""
        return self.enrolment is not None and self.enrolment.completed_at is not None

    @property
    def overdue(self) -> bool:
        """The due date has passed and the course is not completed."""
        return not self.done and self.days_left < 0


def obliged(assignment: Assignment, on: date, paths: Collection[str] | None = None) -> StaffQuerySet:
    """The people whom the assignment obliges on a day; only those at or under `paths` when given."""
    if assignment.withdrawn_at is not None or assignment.starts_on > on:
        return StaffProfile.objects.none()
    freed = Exemption.objects.on(on).from_course(assignment.course_id)
    return reached(assignment, on, paths).exclude(pk__in=freed.values("staff"))


def reached(assignment: Assignment, on: date, paths: Collection[str] | None = None) -> StaffQuerySet:
    """Those who serve in the assignment's subtree on a day, exempt or not."""
    postings = Posting.objects.on(on).filter(agency__path__startswith=assignment.agency.path)
    if paths is not None:
        within = Q(pk__in=[])
        for path in paths:
            within |= Q(agency__path__startswith=path)
        postings = postings.filter(within)
    return StaffProfile.objects.real().filter(pk__in=postings.values("staff"))


def obliged_to(course: CoursePage, agency: Agency, on: date) -> StaffQuerySet:
    """The people at or under an agency whom any running assignment obliges to take a course."""
    found = Q(pk__in=[])
    for assignment in Assignment.objects.running(on).filter(course=course).reaching([agency.path]):
        found |= Q(pk__in=obliged(assignment, on, [agency.path]).values("pk"))
    return StaffProfile.objects.filter(found)


def assignments_of(staff: StaffProfile, on: date) -> AssignmentQuerySet:
    """The assignments that oblige one person on a day, by due date."""
    posting = staff.posting_on(on)
    if posting is None or staff.simulated:
        return Assignment.objects.none()
    freed = Exemption.objects.on(on).filter(staff=staff)
    if freed.filter(course=None).exists():
        return Assignment.objects.none()
    running = Assignment.objects.running(on).filter(agency__path__in=path_prefixes(posting.agency.path))
    freed_courses = freed.values("course")
    return running.filter(course__live=True).exclude(course__in=freed_courses).order_by("due_on", "pk")


def due_list(staff: StaffProfile, on: date) -> list[Due]:
    """What one person must do, by due date; of several assignments of one course the earliest counts."""
    first: dict[int, Assignment] = {}
    for assignment in assignments_of(staff, on).select_related("course"):
        first.setdefault(assignment.course_id, assignment)
    enrolments = {
        enrolment.course_id: enrolment
        for enrolment in Enrolment.objects.active().filter(staff=staff, course__in=first)
    }
    return [Due(assignment, enrolments.get(course), on) for course, assignment in first.items()]


def paths_of(user: scope.AnyUser) -> list[str]:
    """The tops of the subtrees in which the user assigns courses."""
    if user.is_authenticated and user.is_superuser:
        return list(Agency.get_root_nodes().values_list("path", flat=True))
    return list(scope.grants_of(user, *ASSIGNERS).values_list("agency__path", flat=True))


def with_progress(people: StaffQuerySet, assignment: Assignment, on: date) -> StaffQuerySet:
    """Each person with `percent`, `enrolled_at`, `completed_at` of the course, and `agency_name` of the day."""
    taken = Enrolment.objects.active().filter(course=assignment.course_id, staff=OuterRef("pk"))
    posting = Posting.objects.on(on).filter(staff=OuterRef("pk"))
    return people.annotate(
        percent=Subquery(taken.values("percent")[:1]),
        enrolled_at=Subquery(taken.values("enrolled_at")[:1]),
        completed_at=Subquery(taken.values("completed_at")[:1]),
        agency_name=Subquery(posting.values("agency__name")[:1]),
    )


def in_state(people: StaffQuerySet, state: str) -> StaffQuerySet:
    """Of people `with_progress` those who are done, learning or not started; another word leaves them all."""
    conditions = {
        "done": Q(completed_at__isnull=False),
        "learning": Q(completed_at=None, enrolled_at__isnull=False),
        "waiting": Q(enrolled_at=None),
        "open": Q(completed_at=None),
    }
    return people.filter(conditions[state]) if state in conditions else people
