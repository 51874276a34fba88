"""What this app adds to Wagtail: the names of its acts in the audit log."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS: dict[str, str | Promise] = {
    "item_saved": _("Item saved"),
    "item_submitted": _("Item sent for review"),
    "item_approved": _("Item approved"),
    "item_returned": _("Item sent back"),
    "item_retired": _("Item retired"),
    "item_reopened": _("Item reopened"),
    "items_imported": _("Items imported"),
    "blueprint_saved": _("Blueprint saved"),
    "forms_assembled": _("Forms assembled"),
    "exam_saved": _("Exam saved"),
    "exam_published": _("Exam published"),
    "exam_closed": _("Exam closed"),
    "sitting_deleted": _("Draft of a sitting deleted"),
    "item_ruled": _("Faulty item ruled on"),
    "results_published": _("Results published"),
    "accommodation_set": _("Accommodation granted"),
    "accommodation_removed": _("Accommodation withdrawn"),
    "override_set": _("Rules of one's own set"),
    "override_removed": _("Rules of one's own withdrawn"),
    "group_made": _("Group of candidates made"),
    "group_changed": _("Group of candidates changed"),
    "group_removed": _("Group of candidates removed"),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Names each act as the log shows it."""
    for action, label in ACTIONS.items():
        actions.register_action(f"assessments.{action}", label, label)
