"""What this app announces, in the past tense."""

from django.dispatch import Signal

lesson_completed = Signal()
"""A learner finished a lesson. Arguments: enrolment, lesson, now."""

course_completed = Signal()
"""An enrolment was completed. Arguments: enrolment, now."""
