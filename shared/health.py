"""Whether a process lives, whether it can serve, and what it counts."""

from collections.abc import Callable
from typing import Any, Literal

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, PlainTextResponse, Response

from shared.edge import application


class Liveness(BaseModel):
    """The process answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: Literal["live"]


class Readiness(BaseModel):
    """Whether doors accept and reads serve; what does not, by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: Literal["ready", "not_ready"]
    reasons: list[str] = Field(examples=[[], ["intake"]])


READINESS: dict[int | str, dict[str, Any]] = {
    200: {"description": "All is ready.", "model": Readiness},
    503: {"description": "Something is not; `reasons` names it.", "model": Readiness},
}


def app(reasons: Callable[[], list[str]], counted: Collector) -> FastAPI:
    """`/health/live`, `/health/ready` and `/metrics`; `reasons` names what is not ready, empty if all is."""
    app = application("health", __doc__ or "", [])

    @app.get("/health/live", operation_id="live")
    async def live() -> Liveness:
        """The process answers."""
        return Liveness(status="live")

    @app.get("/health/ready", operation_id="ready", responses=READINESS)
    def ready() -> Response:
        """200 when doors accept and reads serve, else 503 with the reasons by name."""
        missing = reasons()
        status = "not_ready" if missing else "ready"
        return JSONResponse({"status": status, "reasons": missing}, 503 if missing else 200)

    @app.get("/metrics", operation_id="metrics", response_class=PlainTextResponse)
    def metrics() -> Response:
        """Counts for Prometheus; no label tells of a person."""
        return Response(generate_latest(counted), media_type=CONTENT_TYPE_LATEST)

    return app
