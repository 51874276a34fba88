"""What this app announces, in the past tense."""

from django.dispatch import Signal

course_assigned = Signal()
"""A course became an obligation of an agency. Arguments: assignment, now."""

lesson_completed = Signal()
"""A learner finished a lesson. Arguments: enrolment, lesson, now."""

course_completed = Signal()
"""An enrolment was completed. Arguments: enrolment, now."""
