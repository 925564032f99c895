"""Short bodies of requests: bounded, strict JSON, then a model; what is wrong is named by its field, never repeated."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from shared import strict_json
from shared.contracts.problems import problems
from shared.errors import BodyTooLarge, NotWellFormed

M = TypeVar("M", bound=BaseModel)


async def body_of(request: Request, most: int) -> bytes:
    """The whole body; `BodyTooLarge` beyond so many bytes."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise BodyTooLarge()
    return raw


async def json_of(request: Request, most: int) -> bytes:
    """A body that is strict JSON."""
    raw = await body_of(request, most)
    strict_json.loads(raw)
    return raw


def read_as(model: type[M], raw: bytes) -> M:
    """What a body says; `NotWellFormed` names each field that is wrong."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise NotWellFormed(*problems(error)) from None
