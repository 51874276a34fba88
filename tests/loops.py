"""Running coroutines where a loop may be left over: the browser tests leave one in their worker's thread."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_run = asyncio.run


def run_apart(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """As `asyncio.run`, in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_run, coroutine).result()
