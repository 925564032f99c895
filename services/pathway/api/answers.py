"""How the pathway service answers: JSON of stable bytes, and the version of a pathway that it has all of."""

from typing import Any

import orjson
from fastapi import Response

from services.pathway.bookkeeping import matches
from shared.errors import NotThatVersion
from shared.reads import telling


def stable(value: Any) -> Response:
    """JSON with sorted keys: the same bytes for the same facts and clocks; of whom a page tells is written down."""
    return Response(orjson.dumps(telling.listed(value), option=orjson.OPT_SORT_KEYS), media_type="application/json")


def versioned(value: Any, version: str, match: str | None) -> Response:
    """The same, with the version that it has all of: looked up first, so that a decision never rests on less."""
    if match and not matches(match, version):
        raise NotThatVersion()
    answer = stable(value)
    if version:
        answer.headers["ETag"] = version
    return answer
