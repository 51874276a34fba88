"""What is wrong with a row, told so that the person can put it right."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    # Any list
    "formula_cell": _("This cell holds a formula. Paste the value itself in its place."),
    "error_cell": _("This cell shows an error of Excel (%(value)s). Type the value itself."),
    "legacy_font": _("This text was typed for an old font (TCVN3 or VNI). Convert it to Unicode."),
    "missing_name": _("The name is empty. Fill it in and import this row again."),
    "bad_date": _("“%(value)s” is no possible date here. Write it as day/month/year, such as 05/11/1985."),
    "outside_subtree": _("This lies outside the agencies that you manage. Ask the manager in charge."),
    "too_long": _("This text is longer than %(limit)s characters. Shorten it and import this row again."),
    "totals_row": _("This reads like a line of totals. Delete it, or put the name right if it is none."),
    # Staff
    "odd_name": _("The name holds digits or unusual signs. Check how it should read on a certificate."),
    "missing_staff_code": _("The staff code is empty. Every person needs one."),
    "bad_staff_code": _("“%(value)s” is not a staff code. Use letters, digits, dots and dashes."),
    "duplicate_staff_code": _("Staff code %(value)s already stands at line %(other)s. Keep one of the two."),
    "staff_code_in_use": _(
        "Staff code %(value)s is in use. If it is right, the person is in the system already."
    ),
    "missing_email": _("The official e-mail is empty. It is the person's sign-in name."),
    "bad_email": _("“%(value)s” is not an e-mail address. Write it as name@agency.gov.vn."),
    "duplicate_email": _("E-mail %(value)s already stands at line %(other)s. Each person needs their own."),
    "email_in_use": _("E-mail %(value)s belongs to another person. Check the code and the e-mail."),
    "protected_account": _("You may not change this person's e-mail. Ask an administrator."),
    "missing_agency": _("The agency code is empty. Write the code of the agency where this person works."),
    "unknown_agency": _("No agency has the code “%(value)s”. Correct the code, or import the agency first."),
    "missing_staff_kind": _("The kind is empty. Write CB, CC, VC or HĐ."),
    "unknown_staff_kind": _("“%(value)s” is not a kind of staff. Write CB, CC, VC or HĐ."),
    "bad_identity_number": _("An identity number has 12 digits. Correct it, in a column formatted as text."),
    "nine_digit_id": _("This number has 9 digits, perhaps an old identity card. Check it with this person."),
    "year_only_birth": _("Only the year of birth is given. Ask this person for the full date."),
    "unlikely_birth": _("“%(value)s” is an unlikely date of birth. Check it with this person."),
    "unknown_gender": _("“%(value)s” is not understood. Write Nam or Nữ."),
    "bad_phone": _("“%(value)s” is not a phone number. Check it with this person."),
    # Agencies
    "missing_agency_code": _("The identification code is empty. Every agency needs one."),
    "bad_agency_code": _("“%(value)s” is not an identification code. Write it as H77.01.2."),
    "duplicate_agency_code": _("Code %(value)s already stands at line %(other)s. Keep one of the two rows."),
    "legacy_code_in_use": _("Old code %(value)s belongs to agency %(other)s. Correct it, or leave it out."),
    "missing_parent": _("Only the topmost agency may have no parent. Write the code of the parent agency."),
    "unknown_parent": _("No agency has the code “%(value)s”, here or in the system. Correct it."),
    "refused_parent": _("The parent agency at line %(other)s was refused. Correct that row first."),
    "agency_cycle": _("This agency would be placed under itself. Correct the code of its parent."),
    "too_deep": _("This agency would lie more than %(limit)s levels deep. Correct the code of its parent."),
    "earlier_period": _("The agency already has facts from a later date. Use a date after %(latest)s."),
}
# Rows with these are imported all the same, and wait for a person to look at them.
FLAGS = frozenset(
    {"nine_digit_id", "year_only_birth", "unlikely_birth", "odd_name", "unknown_gender", "bad_phone"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """The first fault of one row."""

    sheet: str
    line: int
    column: str
    reason: str
    value: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_refusal(self) -> bool:
        """Whether the row stays out."""
        return self.reason not in FLAGS

    @property
    def message(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        return str(MESSAGES[self.reason]) % {"value": self.value, **self.params}

    def as_json(self) -> dict[str, object]:
        """The problem as reports keep it; identity numbers are not repeated."""
        return {
            "line": self.line,
            "column": self.column,
            "reason": self.reason,
            "message": self.message,
            "sheet": self.sheet,
            "value": self.value,
            "refused": self.is_refusal,
        }


def summarise(rows: int, problems: Iterable[Problem]) -> dict[str, object]:
    """The counts that every import reports; `accepted` excludes the flagged."""
    listed = list(problems)
    refused = sum(problem.is_refusal for problem in listed)
    return {
        "rows": rows,
        "accepted": rows - len(listed),
        "to_review": len(listed) - refused,
        "refused": refused,
        "reasons": dict(sorted(Counter(problem.reason for problem in listed).items())),
        "problems": [problem.as_json() for problem in listed],
    }
