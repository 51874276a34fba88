"""What may go wrong in learning, as nouns of the domain."""


class LearningError(Exception):
    """Any refusal of this app."""


class AlreadyAssigned(LearningError):
    """The agency has the same course with the same due date already."""


class DueBeforeStart(LearningError):
    """The due date lies before the first day, or in the past."""


class AlreadyWithdrawn(LearningError):
    """It was withdrawn before."""


class CourseNotOpen(LearningError):
    """The course is not published."""


class NotEnrolled(LearningError):
    """The person does not take this course, or not any more."""


class LessonNotInCourse(LearningError):
    """The lesson belongs to another course."""


class CourseCompleted(LearningError):
    """A completed course cannot be withdrawn from."""


class ExemptionEndsTooEarly(LearningError):
    """The exemption's last day lies before its first."""
