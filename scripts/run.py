"""Start the whole system on one machine: database, samples, static files, web server and task worker.

Ctrl-C stops both. If one of them dies, the other is stopped too and the exit code is 1.
"""

import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
STOP_SECONDS = 30

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")
# The embedded database with invented people is a demonstration; an own database is somebody's real system.
os.environ.setdefault("DEMO", "false" if "DATABASE_URL" in os.environ else "true")

os.environ.setdefault("LOG_LEVEL", "WARNING")

from lms.settings import env  # noqa: E402 - the path comes first

SERVERS = {
    "web server": [sys.executable, "-m", "gunicorn", "-c", "lms/gunicorn.py", "lms.wsgi"],
    "task worker": [sys.executable, "manage.py", "qcluster"],
}
NO_ACCOUNT = [
    "Nobody can sign in yet. Make the first account, with the same DATABASE_URL:",
    "    .venv/bin/python manage.py createsuperuser",
    "Or stop this and start again with the sample province, its accounts and passwords:",
    "    DEMO=true make run",
]


def say(text: str) -> None:
    """One line for the operator."""
    print(text, flush=True)


def require_free_port(port: int) -> None:
    """Stop with a plain sentence when something else listens on the port."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            sys.exit(f"Port {port} is in use. Choose another one: make run PORT=8001")


def prepare_database() -> list[str]:
    """Migrate; load the samples into a database without agencies. Returns how to sign in, where that is to be told."""
    import django
    from django.core.management import call_command
    from django.db import connections
    from django.utils import timezone

    django.setup()
    say("── preparing the database")
    call_command("migrate", interactive=False, verbosity=0)
    demo = os.environ["DEMO"] == "true"
    if not demo:
        call_command("check", deploy=True, databases=["default"])
    from people.models import Agency
    from samples.load import load

    if demo and not Agency.objects.exists():
        say("── loading the sample province (some minutes, once)")
        load(now=timezone.now(), say=say)
    lines = how_to_sign_in(demo=demo)
    connections.close_all()
    return lines


def how_to_sign_in(*, demo: bool) -> list[str]:
    """The accounts of the samples, or what to type where there is no account at all."""
    from django.utils import translation

    from people.models import User
    from samples.accounts import read_story
    from samples.load import sign_ins

    if not User.objects.exists():
        return NO_ACCOUNT
    story = read_story()
    if not (demo and User.objects.filter(email=story["accounts"][0]["email"]).exists()):
        return []
    with translation.override("vi"):
        return ["Mật khẩu chung: " + story["password"], *sign_ins(story)]


def collect_static() -> None:
    """Hash and compress the static files when they changed (the first time takes about a minute)."""
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = VAR / "static.stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return
    say("── preparing the static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest(), encoding="ascii")


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent is gone, so that a killed `make run` leaves nothing behind."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start one server in a session of its own: Ctrl-C must reach this program alone."""
    return subprocess.Popen(  # noqa: S603 - a fixed list
        command,
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - one call, no threads yet
    )


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server by its parent alone (a group-wide SIGTERM hangs the worker), at the latest by force."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_up(port: int, web: subprocess.Popen[bytes]) -> None:
    """Return when the web server answers, or when it is dead."""
    while web.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)


def watch(running: dict[str, subprocess.Popen[bytes]]) -> str:
    """Wait for a server's death and return its name."""
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                return name
        time.sleep(0.5)


def introduce(port: int, sign_in_lines: list[str]) -> None:
    """Print the address, and with the samples one sign-in per role."""
    say(f"\n  http://localhost:{port}\n")
    for line in sign_in_lines:
        say(f"  {line}")
    say("\n  Ctrl-C stops everything.\n")


def main() -> int:
    """Run until Ctrl-C (0) or until a server dies (1)."""
    port = env.number("PORT", 1, 65535)
    os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    require_free_port(port)
    sign_in_lines = prepare_database()
    collect_static()
    # Set both: a shell that runs us in the background makes us ignore SIGINT.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in SERVERS.items():
            running[name] = start(command)
        wait_until_up(port, running["web server"])
        introduce(port, sign_in_lines)
        dead = watch(running)
    except KeyboardInterrupt:
        return 0
    else:
        say(f"The {dead} has stopped (exit code {running[dead].returncode}). Stopping everything.")
        return 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for process in running.values():
            stop(process)


if __name__ == "__main__":
    sys.exit(main())
