"""The OpenAPI documents of all services as files: `python -m deploy.openapi` renews those in `docs/openapi`."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from starlette.types import ASGIApp, Message

from deploy.wiring import SERVICES, Embedded

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "openapi"
NAMES = (*SERVICES, "access", "health")
WRITTEN = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def documents() -> dict[str, bytes]:
    """Each document by the name of its service, as served, its keys sorted."""
    with TemporaryDirectory() as data:
        ariadna = Embedded(Path(data))
        try:
            app = ariadna.app()
            served = {name: asyncio.run(_asked(app, f"/{name}/openapi.json")) for name in NAMES}
        finally:
            ariadna.close()
    return {name: orjson.dumps(orjson.loads(document), option=WRITTEN) for name, document in served.items()}


def write(folder: Path = FOLDER) -> None:
    """Renew the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in documents().items():
        (folder / f"{name}.json").write_bytes(document)


async def _asked(app: ASGIApp, path: str) -> bytes:
    """The body that the application answers to a GET."""
    body, status = b"", 0

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal body, status
        status = message.get("status", status)
        body += message.get("body", b"")

    asked = {"type": "http", "http_version": "1.1", "method": "GET", "path": path, "query_string": b""}
    asked["headers"] = [(b"host", b"localhost")]
    await app(asked, receive, send)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return body


if __name__ == "__main__":
    write()
