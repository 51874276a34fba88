"""Every setting that the environment may give, read loudly: a value that does not parse stops the start.

`SETTINGS` is the one list: the README's table is made from it, and a misspelt `LMS_…` name is refused.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = BASE_DIR / "var"

SQLITE = "django.db.backends.sqlite3"
# What PostgreSQL ends by itself: a long statement, the wait for a lock, a transaction in which nothing happens.
# Commands at the terminal have no bounds: a migration takes as long as it needs.
BOUNDS = {
    "web": {
        "statement_timeout": "30s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "1min",
    },
    "worker": {
        "statement_timeout": "5min",
        "lock_timeout": "30s",
        "idle_in_transaction_session_timeout": "10min",
    },
    "reports": {
        "statement_timeout": "15s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "1min",
        "default_transaction_read_only": "on",
    },
}
# Of a process' threads two may be at reports; a third one waits shortly and is turned away.
POOLS = {
    "web": {"min_size": 1, "max_size": 8, "timeout": 10, "reconnect_timeout": 10},
    "reports": {"min_size": 0, "max_size": 2, "timeout": 3, "reconnect_timeout": 3, "max_idle": 60},
}

_env = environ.Env()


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, its default as text, and what it is for."""

    name: str
    default: str
    purpose: str


SETTINGS = (
    Setting(
        "DATABASE_URL", "sqlite:///var/db.sqlite3", "database: the embedded SQLite file, or postgres://…"
    ),
    Setting(
        "REPORT_DATABASE_URL",
        "",
        "postgres://… that report pages read, such as a replica; empty: DATABASE_URL, by connections of their own",
    ),
    Setting(
        "CACHE_URL",
        "locmemcache://",
        "cache: in the process, or redis://… for several nodes, which may be away",
    ),
    Setting("SECRET_KEY", "(made once, kept in var/secret_key)", "signs sessions, tickets and links"),
    Setting("SECRET_KEY_FALLBACKS", "", "older keys still accepted, comma-separated"),
    Setting("FIELD_KEYS", "(derived from SECRET_KEY)", "keys that encrypt identity numbers, newest first"),
    Setting("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "host names that the site answers to"),
    Setting("PUBLIC_URL", "http://localhost:8000", "address printed in e-mails and on certificates"),
    Setting("HTTPS", "false", "true behind TLS: secure cookies, HSTS, redirect"),
    Setting("PROXY_COUNT", "0", "trusted proxies in front, for addresses and X-Forwarded-Proto"),
    Setting("BIND", "127.0.0.1", "address that the web server listens on; 0.0.0.0 behind a proxy elsewhere"),
    Setting("PORT", "8000", "port of the web server"),
    Setting("WEB_WORKERS", "2", "web processes"),
    Setting("WEB_THREADS", "4", "threads in each web process"),
    Setting("QUEUE_WORKERS", "2", "processes of the task worker"),
    Setting(
        "DATABASE_POOL",
        "true",
        "connections kept, statements prepared and bounded (PostgreSQL only); false behind a pooler: bound its role",
    ),
    Setting(
        "START_RATE",
        "30",
        "starts of attempts a second, all nodes together; more wait; 0: no bound; without Redis those of one node",
    ),
    Setting(
        "YIELD_HOURS",
        "6",
        "hours that imports and roll-ups wait at most for open sittings to end; 0: they do not wait",
    ),
    Setting(
        "EMAIL_URL", "", "mail server, smtp://user:password@host:25; empty: notices stay in the application"
    ),
    Setting("EMAIL_FROM", "khong-tra-loi@localhost", "sender of e-mails"),
    Setting("MEDIA_ROOT", "var/media", "folder of uploaded and produced files"),
    Setting("DEMO", "false", "true marks a demonstration: known passwords are allowed"),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
)
_KNOWN = {setting.name: setting for setting in SETTINGS}


def text(name: str) -> str:
    """The variable's text, or its default."""
    value = os.environ.get(name)
    return _KNOWN[name].default if value is None else value.strip()


def flag(name: str) -> bool:
    """True or false; anything else is refused."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}")


def number(name: str, low: int, high: int) -> int:
    """A whole number between `low` and `high`; anything else is refused."""
    value = text(name)
    if not value.isdecimal() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def names(name: str) -> list[str]:
    """A comma-separated list without blanks."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def path(name: str) -> Path:
    """A folder; a relative one counts from the project's root."""
    return BASE_DIR / text(name)


def secret_key() -> str:
    """The given key, or one made at the first start and kept in `var/secret_key`, readable by the owner only."""
    given = os.environ.get("SECRET_KEY", "")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters")
        return given
    file = VAR / "secret_key"
    VAR.mkdir(exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(key)
    return key


def databases(process: str) -> dict[str, dict[str, Any]]:
    """Django's databases for a "web" or "worker" process, or for a command at the terminal (any other name).

    Web processes on PostgreSQL read reports by connections of their own, from REPORT_DATABASE_URL if there is one.
    """
    default = _database("DATABASE_URL", process)
    own = text("REPORT_DATABASE_URL")
    if default["ENGINE"] == SQLITE:
        if own:
            raise ImproperlyConfigured(
                "REPORT_DATABASE_URL needs a DATABASE_URL that begins with postgres://"
            )
        return {"default": default}
    if process != "web":
        return {"default": default}
    reports = _database("REPORT_DATABASE_URL" if own else "DATABASE_URL", "reports")
    if reports["ENGINE"] == SQLITE:
        raise ImproperlyConfigured("REPORT_DATABASE_URL must begin with postgres://")
    return {"default": default, "reports": reports}


def _database(name: str, use: str) -> dict[str, Any]:
    """Django's settings for the address in this variable, with what durability and speed need."""
    url = text(name)
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        url = f"sqlite:///{BASE_DIR / url.removeprefix('sqlite:///')}"
    config: dict[str, Any] = _env.db_url_config(url)
    if config.get("ENGINE") == SQLITE:
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    elif config.get("ENGINE") == "django.db.backends.postgresql":
        # What the address itself says, such as sslmode, stays.
        config["OPTIONS"] = _postgres_options(use) | config.get("OPTIONS", {})
        if "pool" not in config["OPTIONS"]:
            config["CONN_MAX_AGE"] = 60
            config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(
            f"{name} must begin with sqlite:/// or postgres://, not {url.split(':')[0]!r}"
        )
    return config


def _postgres_options(use: str) -> dict[str, Any]:
    """A server that is gone is noticed within seconds; the pool lives in web processes only.

    Behind a pooler the bounds must be set for its role: it refuses them at the connection.
    """
    options: dict[str, Any] = {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 15_000,
    }
    if use in BOUNDS and flag("DATABASE_POOL"):
        options["options"] = " ".join(f"-c {name}={value}" for name, value in BOUNDS[use].items())
    if use in POOLS and flag("DATABASE_POOL"):
        options |= {"pool": dict(POOLS[use]), "prepare_threshold": 2}
        if use == "web":
            options["pool"]["max_size"] = max(8, number("WEB_THREADS", 1, 64))
    return options


def cache() -> dict[str, Any]:
    """Django's cache settings from CACHE_URL."""
    try:
        config: dict[str, Any] = _env.cache_url_config(text("CACHE_URL"))
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured("CACHE_URL must begin with locmemcache:// or redis://") from error
    # For a cache in the process: each of those who wait at the gate has an entry, and Django's own bound is 300.
    config["max_entries"] = 20_000
    if config["BACKEND"].endswith("RedisCache"):
        config["BACKEND"] = "lms.cache.SharedOrOwnCache"
        config.setdefault("OPTIONS", {}).update(socket_connect_timeout=0.5, socket_timeout=0.5)
    if config["BACKEND"].endswith("LocMemCache"):
        # Django would keep 300 entries, too few for a room full of people.
        config.setdefault("OPTIONS", {}).update(MAX_ENTRIES=50_000)
    return config


def email() -> dict[str, Any]:
    """Django's mail settings; without a mail server the dummy backend, so that nothing waits for one."""
    url = text("EMAIL_URL")
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    return dict(_env.email_url_config(url))
