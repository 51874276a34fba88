"""What one certificate costs: `render_pdf` against bare WeasyPrint on the same HTML, in one process.

The floor is `HTML(string=html).write_pdf()` with the same styles, the same three font files and the same PDF
variant; its font configuration is made once (floor A) or for each document, as WeasyPrint's documentation
shows it (floor B). Rounds are paired and their order alternates, so that a busy machine disturbs all alike.
CPU time, not wall time.
"""

import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 40
WARM_UP = 3
AIM = 1.3


def cpu_ms(call: Callable[[], object]) -> float:
    """CPU milliseconds of one call in this process."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def spread(values: list[float]) -> str:
    """Median, and the middle half of the values."""
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:8.2f}   {low:8.2f} .. {high:8.2f}"


def main() -> None:
    """Measure and print the table."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    import django

    django.setup()
    from django.template.loader import render_to_string
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from certificates.pdf import STYLES, VARIANT, FacesOnly, certificate_html, render_pdf
    from tests.unit.certificates.sample import FACTS

    warnings.simplefilter("ignore", ResourceWarning)
    html, styles = certificate_html(FACTS, "roomy"), render_to_string(STYLES)
    kept = FontConfiguration()
    sheet = CSS(string=styles, font_config=kept, url_fetcher=FacesOnly())

    def floor_kept() -> bytes:
        return HTML(string=html).write_pdf(stylesheets=[sheet], font_config=kept, pdf_variant=VARIANT)

    def floor_fresh() -> bytes:
        fresh = FontConfiguration()
        own = CSS(string=styles, font_config=fresh, url_fetcher=FacesOnly())
        return HTML(string=html).write_pdf(stylesheets=[own], font_config=fresh, pdf_variant=VARIANT)

    calls: dict[str, Callable[[], object]] = {
        "render_pdf": lambda: render_pdf(FACTS),
        "floor A": floor_kept,
        "floor B": floor_fresh,
    }
    report(measure(calls))


def measure(calls: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """CPU milliseconds of each call, by round."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(WARM_UP + ROUNDS):
        order = list(calls) if turn % 2 else list(reversed(calls))
        for name in order:
            taken = cpu_ms(calls[name])
            if turn >= WARM_UP:
                times[name].append(taken)
    return times


def report(times: dict[str, list[float]]) -> None:
    """Print medians, the middle half, and the ratio of each pair of rounds."""
    ours = times["render_pdf"]
    print(f"One certificate, CPU time, {ROUNDS} paired rounds after {WARM_UP} warm ones\n")
    print(f"{'':34}  median   middle half")
    print(f"{'render_pdf (ms)':34}{spread(ours)}")
    for name, told in (("floor A", "fonts registered once"), ("floor B", "fonts for each document")):
        print(f"{f'{name}: {told} (ms)':34}{spread(times[name])}")
    for name in ("floor A", "floor B"):
        ratios = [one / other for one, other in zip(ours, times[name], strict=True)]
        print(f"{f'render_pdf / {name}':34}{spread(ratios)}   aim <= {AIM}")


if __name__ == "__main__":
    main()
