"""A Redis that is away, or accepts and never answers, costs nobody a page: the process counts and keeps by itself."""

import socket
from collections.abc import Callable, Iterator

import pytest
from django.utils.module_loading import import_string
from redis import RedisError

from lms import cache as module
from lms.cache import PAUSE_SECONDS, Outage, SharedOrOwnCache
from lms.settings import env

Make = Callable[[str], SharedOrOwnCache]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """A cache as the settings make it, with what a process knows of its Redis forgotten before and after."""

    def make(address: str) -> SharedOrOwnCache:
        monkeypatch.setenv("CACHE_URL", f"redis://{address}/0")
        config = env.cache()
        config["OPTIONS"] = config["OPTIONS"] | {"socket_timeout": 0.05}
        made = SharedOrOwnCache(config["LOCATION"], config)
        made.own.clear()
        return made

    monkeypatch.setattr(SharedOrOwnCache, "_outages", {})
    return make


@pytest.fixture
def hanging() -> Iterator[str]:
    """The address of a server that accepts and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Redis was asked for while it was away."""
    calls: list[str] = []

    def refuse(self: SharedOrOwnCache, key: str, *rest: object, **named: object) -> None:
        calls.append(key)
        raise RedisError

    monkeypatch.setattr(module.RedisCache, "get", refuse)
    return calls


def test_settings_put_it_before_redis(make: Make) -> None:
    make("127.0.0.1:6379")

    assert env.cache()["BACKEND"] == "lms.cache.SharedOrOwnCache"
    assert env.cache()["OPTIONS"]["socket_timeout"] <= 0.5


def test_dead_redis_still_counts(make: Make) -> None:
    cache = make("127.0.0.1:1")

    cache.add("tries", 0, 600)

    assert [cache.incr("tries") for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("address", ["locmemcache://", "redis://127.0.0.1:1/0"])
def test_process_keeps_thousands(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("CACHE_URL", address)
    config = env.cache()
    cache = import_string(config["BACKEND"])(config["LOCATION"], config)
    for number in range(2_000):
        cache.set(f"turn:{number}", number)

    assert cache.get("turn:0") == 0
    cache.clear()


def test_hanging_redis_is_given_up(make: Make, hanging: str) -> None:
    cache = make(hanging)

    cache.set("key", "kept")

    assert cache.get("key") == "kept"


def test_silent_redis_is_left_alone_for_a_while(make: Make, asked: list[str]) -> None:
    cache = make("127.0.0.1:1")

    for key in ("a", "b", "c"):
        cache.get(key)

    assert asked == ["a"]


def test_silent_redis_is_asked_again(make: Make, asked: list[str]) -> None:
    cache = make("127.0.0.1:1")
    cache.get("a")

    cache.outage._ask_again_at = 0.0
    cache.get("b")
    cache.get("c")

    assert asked == ["a", "b"]


def test_outage_lets_one_thread_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([100.0, 101.0, 100.0 + PAUSE_SECONDS, 100.0 + PAUSE_SECONDS, 101.0 + PAUSE_SECONDS])
    monkeypatch.setattr(module, "monotonic", lambda: next(clock))
    outage = Outage()

    outage.begin()

    assert [outage.lets_ask() for _ in range(3)] == [False, True, False]


def test_answering_redis_takes_over_again(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = make("127.0.0.1:1")
    cache.set("key", "from the process")
    monkeypatch.setattr(module.RedisCache, "get", lambda self, key: "from Redis")
    cache.outage._ask_again_at = 0.0

    answer = cache.get("key")

    assert (answer, cache.own.get("key")) == ("from Redis", None)
