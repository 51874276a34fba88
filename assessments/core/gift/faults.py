"""Why an item of a GIFT file is refused. Sentences live with the service, in the reader's language."""

from dataclasses import dataclass, field

REASONS = (
    "unclosed_brace",
    "unopened_brace",
    "extra_brace",
    "unclosed_title",
    "no_answer_block",
    "stray_text",
    "empty_stem",
    "empty_option",
    "repeated_option",
    "text_before_options",
    "too_few_options",
    "too_many_options",
    "no_right_answer",
    "no_wrong_option",
    "weights_not_whole",
    "bad_percent",
    "pair_without_arrow",
    "too_few_pairs",
    "empty_pair",
    "repeated_left",
    "number_without_value",
    "bad_number",
    "bad_range",
    "unknown_level",
    "two_levels",
    "repeated_id",
    "too_long",
    "broken_character",
)


class GiftFault(Exception):
    """One item cannot be read: a reason of REASONS and what the sentence about it needs."""

    def __init__(self, reason: str, **params: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


@dataclass(frozen=True)
class Problem:
    """A refused item: the line of its title (or of its first text), its code as far as known, the reason."""

    line: int
    code: str
    reason: str
    params: dict[str, str | int] = field(default_factory=dict)
