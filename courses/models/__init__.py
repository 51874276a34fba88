"""The competency framework, the pages, and who learns what."""

from .competence import Competence, Framework
from .learning import Assignment, Enrolment, Exemption, ExemptionReason, LessonProgress
from .pages import CataloguePage, CompletionRule, CoursePage, HomePage, LessonPage

__all__ = [
    "Assignment",
    "CataloguePage",
    "Competence",
    "CompletionRule",
    "CoursePage",
    "Enrolment",
    "Exemption",
    "ExemptionReason",
    "Framework",
    "HomePage",
    "LessonPage",
    "LessonProgress",
]
