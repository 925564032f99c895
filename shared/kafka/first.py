"""Waits for the first of several things to end."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def first_of(*ways: Coroutine[Any, Any, object]) -> None:
    """Comes back, or raises, as the first of them does; the others are cancelled and seen to their end."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for each in ended:
            each.result()
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
