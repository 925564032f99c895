"""Whether a process lives, whether it can serve, and what it counts."""

from collections.abc import Callable

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from shared.edge import application


def app(reasons: Callable[[], list[str]]) -> FastAPI:
    """`/health/live`, `/health/ready` and `/metrics`; `reasons` names what is not ready, empty if all is."""
    app = application("health", __doc__ or "", [])

    @app.get("/health/live")
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": "live"}

    @app.get("/health/ready")
    def ready() -> Response:
        """200 when doors accept and reads serve, else 503 with the reasons by name."""
        missing = reasons()
        status = "not_ready" if missing else "ready"
        return JSONResponse({"status": status, "reasons": missing}, 503 if missing else 200)

    @app.get("/metrics")
    def metrics() -> Response:
        """Counts for Prometheus; no label tells of a person."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return app
