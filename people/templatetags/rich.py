"""The door for rich text on its way to a page."""

from django import template
from django.utils.safestring import SafeString

from people.sanitize import clean_html

register = template.Library()


@register.filter
def clean(html: object) -> SafeString:
    """The HTML with only what `people.sanitize` allows."""
    return clean_html(str(html or ""))
