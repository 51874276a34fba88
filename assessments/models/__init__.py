"""Item banks, exams and their forms, attempts, scores and results."""

from .allowances import Accommodation, CandidateGroup, Override
from .attempts import Attempt, AttemptEvent, AttemptState, ClosedBy, Presence, Response, ResponseLog
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
)
from .late import LateDecision
from .rehearsals import RehearsalFault, RehearsalRun, RehearsalState
from .results import Result, Score, Settlement
from .rulings import ItemReport, ItemRuling, RulingKind
from .sittings import (
    IncidentKind,
    IncidentReport,
    Place,
    PlaceState,
    Sitting,
    SittingEvent,
    SittingState,
    StartMode,
)

__all__ = [
    "Accommodation",
    "Attempt",
    "AttemptEvent",
    "AttemptState",
    "Blueprint",
    "BlueprintRow",
    "CandidateGroup",
    "CertificateApproval",
    "CertificateOn",
    "ClosedBy",
    "Counts",
    "Exam",
    "ExamPart",
    "ExamState",
    "Form",
    "FormItem",
    "IncidentKind",
    "IncidentReport",
    "Item",
    "ItemBank",
    "ItemReport",
    "ItemRuling",
    "ItemState",
    "ItemVersion",
    "LateDecision",
    "Layout",
    "Level",
    "Override",
    "Place",
    "PlaceState",
    "Presence",
    "Purpose",
    "RehearsalFault",
    "RehearsalRun",
    "RehearsalState",
    "Response",
    "ResponseLog",
    "Result",
    "RulingKind",
    "Score",
    "Settlement",
    "Sitting",
    "SittingEvent",
    "SittingState",
    "StartMode",
]
