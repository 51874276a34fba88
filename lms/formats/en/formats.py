"""Vietnamese dates under English words: 02/12/2026 is the second of December whichever the language."""

from lms.formats.vi.formats import *  # noqa: F403 - all that is not said below

YEAR_MONTH_FORMAT = "F Y"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
