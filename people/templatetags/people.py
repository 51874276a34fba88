"""What the pages about people share."""

from datetime import date, timedelta

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

ROOMS = [
    ("people:staff_list", _("Staff")),
    ("people:agency_tree", _("Agencies")),
    ("people:import_list", _("Imports")),
    ("people:invite", _("Invitations")),
    ("people:role_list", _("Roles")),
]


@register.simple_tag(takes_context=True)
def people_tabs(context: Context) -> list[dict[str, object]]:
    """The rooms of the pages about people, for tabs.html."""
    path = context["request"].path
    return [
        {"label": label, "url": reverse(name), "current": path.startswith(reverse(name))}
        for name, label in ROOMS
    ]


@register.filter
def last_day(end: date | None) -> date | None:
    """The last day of a time that is stored with the day after it."""
    return end and end - timedelta(days=1)
