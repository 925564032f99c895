"""How much of a body a door reads before it refuses it."""

import asyncio
from itertools import count

import pytest

from shared.access import Reader
from shared.door.doorway import Posting
from shared.door.routes import BODY_LIMIT, DoorRoutes
from shared.errors import BodyTooLarge
from shared.service import Setting

PART = 16 * 1024
HEADERS = [(b"authorization", b"Bearer any"), (b"content-type", b"application/json")]


def bearer(token):
    return Reader("BCN-FAR", "worker", "st_1", token, 0)


@pytest.fixture
def door(tmp_path):
    return DoorRoutes("intake", None, None, Setting(None, None, None, bearer, None, None))


def test_of_a_body_without_end_no_more_is_read_than_is_taken(door):
    parts = count()

    async def receive():
        next(parts)
        return {"type": "http.request", "body": b" " * PART, "more_body": True}

    with pytest.raises(BodyTooLarge):
        asyncio.run(door.post(Posting({"headers": HEADERS}, receive)))
    assert next(parts) == BODY_LIMIT // PART + 1
