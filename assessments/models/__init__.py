"""Item banks, exams and their forms, attempts, scores and results."""

from .attempts import Attempt, AttemptEvent, AttemptState, ClosedBy, Response, ResponseLog
from .bank import Item, ItemBank, ItemState, ItemVersion, Level, Purpose
from .exams import (
    Blueprint,
    BlueprintRow,
    CertificateApproval,
    CertificateOn,
    Counts,
    Exam,
    ExamPart,
    ExamState,
    Form,
    FormItem,
    Layout,
    ReviewPolicy,
)
from .results import Result, Score

__all__ = [
    "Attempt",
    "AttemptEvent",
    "AttemptState",
    "Blueprint",
    "BlueprintRow",
    "CertificateApproval",
    "CertificateOn",
    "ClosedBy",
    "Counts",
    "Exam",
    "ExamPart",
    "ExamState",
    "Form",
    "FormItem",
    "Item",
    "ItemBank",
    "ItemState",
    "ItemVersion",
    "Layout",
    "Level",
    "Purpose",
    "Response",
    "ResponseLog",
    "Result",
    "ReviewPolicy",
    "Score",
]
