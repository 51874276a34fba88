"""The heavy libraries stay in one room each and out of a starting web process."""

import subprocess
import sys

import pytest

SNIPPET = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
import django
django.setup()
import lms.urls
print(" ".join(name for name in ("pandas", "weasyprint", "pyhanko") if name in sys.modules))
"""


@pytest.fixture(scope="module")
def loaded_with_the_urls() -> str:
    """Which heavy libraries a fresh process has loaded after importing `lms.urls`."""
    run = subprocess.run([sys.executable, "-c", SNIPPET], capture_output=True, text=True, check=True)
    return run.stdout


@pytest.mark.parametrize("library", ["pandas", "weasyprint", "pyhanko"])
def test_urls_load_no_heavy_library(loaded_with_the_urls: str, library: str) -> None:
    assert library not in loaded_with_the_urls.split()
