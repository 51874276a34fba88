"""`make run` over an empty database: whoever starts it is told how to get in."""

import importlib.util
from types import ModuleType

import pytest
from django.conf import settings

from people.models import StaffProfile


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """scripts/run.py, which is no package; what it sets for the system goes again."""
    for name in ("DEMO", "LOG_LEVEL"):
        monkeypatch.setenv(name, "")
    spec = importlib.util.spec_from_file_location("run", settings.BASE_DIR / "scripts" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("demo", [False, True])
def test_empty_database_is_told_what_to_type(db: None, program: ModuleType, *, demo: bool) -> None:
    told = "\n".join(program.how_to_sign_in(demo=demo))

    assert "manage.py createsuperuser" in told
    assert "DEMO=true make run" in told


@pytest.mark.parametrize("demo", [False, True])
def test_peoples_own_system_is_told_nothing(
    learner: StaffProfile, program: ModuleType, *, demo: bool
) -> None:
    assert program.how_to_sign_in(demo=demo) == []
