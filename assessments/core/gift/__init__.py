"""Reader and writer of Moodle's GIFT. Promises and sources: docs/algorithms/gift.md."""

from assessments.core.gift.faults import REASONS, Problem
from assessments.core.gift.reader import GiftFile, GiftItem, read_gift, topic_of
from assessments.core.gift.source import GiftUnreadable, decode
from assessments.core.gift.writer import write_gift, write_item

__all__ = [
    "REASONS",
    "GiftFile",
    "GiftItem",
    "GiftUnreadable",
    "Problem",
    "decode",
    "read_gift",
    "topic_of",
    "write_gift",
    "write_item",
]
