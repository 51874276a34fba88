"""What the tests of this app share."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> None:
    """Uploads go to a folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
