"""Who is told to stop stops, whatever comes at the same moment."""

import asyncio

import pytest

from shared.kafka.outbound import _woken


@pytest.mark.parametrize("steps", range(5))
def test_who_is_woken_and_told_to_stop_at_once_stops(steps):
    """At any step of the loop between the two; what had ended before cannot be stopped, and goes on to nothing."""

    async def stopped():
        wake = asyncio.Event()
        waiting = asyncio.create_task(_woken(wake))
        for _ in range(3):
            await asyncio.sleep(0)
        wake.set()
        for _ in range(steps):
            await asyncio.sleep(0)
        told = waiting.cancel()
        await asyncio.wait([waiting])
        return told, waiting.cancelled()

    told, ended = asyncio.run(stopped())
    assert told == ended
