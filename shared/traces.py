"""Traces of one event's way, off unless `ARIADNA_TRACES=otlp`: spans that tell of work and never of content.

Where they go is said by the standard `OTEL_*` variables. Attributes come from an allow-list; no id of a
pathway, of an event or of a provider is among them. Nothing of a trace is stored in a log, and what a
client says of its own traces is not taken over. A span is linked to all that led to it, which may be the
posts of many; if they are of one trace, so is the span.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from shared.errors import AriadnaError

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, SpanContext, Tracer

ATTRIBUTES = {"ariadna.service", "ariadna.source", "ariadna.events"} | {
    "http.request.method",
    "http.route",
    "http.response.status_code",
}
HEADER = "traceparent"
MOST_LINKS = 100
NOTHING: AbstractContextManager[None] = nullcontext()

_provider: "TracerProvider | None" = None
_tracer: "Tracer | None" = None


class TracesMissettled(AriadnaError):
    """ARIADNA_TRACES takes `otlp`, or is left out."""


def begin(service: str, environment: Mapping[str, str] = os.environ) -> None:
    """Trace this process if its environment says so; the libraries are loaded only then."""
    wanted = environment.get("ARIADNA_TRACES", "")
    if wanted not in ("", "otlp"):
        raise TracesMissettled()
    if wanted:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        provider = TracerProvider(resource=Resource.create({"service.name": f"ariadna-{service}"}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        use(provider)


def use(provider: "TracerProvider") -> None:
    """Trace this process to a provider."""
    global _provider, _tracer
    _provider, _tracer = provider, provider.get_tracer("ariadna")


def end() -> None:
    """Send what waits, and trace no more."""
    global _provider, _tracer
    if _provider:
        _provider.shutdown()
    _provider, _tracer = None, None


def span(
    name: str, after: "Iterable[SpanContext | None]" = (), **said: object
) -> "AbstractContextManager[Span | None]":
    """The time of one piece of work, which follows others; `said` is of the allow-list, as `service="intake"`."""
    if _tracer is None:
        return NOTHING
    return _span(_tracer, name, after, {f"ariadna.{key}": value for key, value in said.items()})


@contextmanager
def _span(
    tracer: "Tracer", name: str, after: "Iterable[SpanContext | None]", said: Mapping[str, Any]
) -> "Iterator[Span]":
    from opentelemetry.trace import Link

    before = list({each.span_id: each for each in after if each}.values())
    links = [Link(each) for each in before]
    # An exception's message may hold content: what failed is told by the status alone.
    with tracer.start_as_current_span(
        name, _trace_of(before), links=links, record_exception=False, set_status_on_exception=False
    ) as span:
        say(span, said)
        try:
            yield span
        except BaseException as error:
            _failed(span, type(error).__name__)
            raise


def _trace_of(before: "list[SpanContext]") -> "Context | None":
    """The one trace of what led to a span; None for none or several: a trace of its own, or the one under way."""
    if len({each.trace_id for each in before}) != 1:
        return None
    from opentelemetry.trace import NonRecordingSpan, set_span_in_context

    return set_span_in_context(NonRecordingSpan(before[-1]))


def say(span: "Span | None", said: Mapping[str, Any]) -> None:
    """Put attributes on a span; what is not on the allow-list is left out."""
    if span is not None:
        span.set_attributes({name: value for name, value in said.items() if name in ATTRIBUTES})


def answered(span: "Span | None", route: str, method: str, status: int) -> None:
    """Name the span of a request by its template, once that is known."""
    if span is not None:
        span.update_name(f"{method} {route}")
        say(span, {"http.request.method": method, "http.route": route, "http.response.status_code": status})


def here() -> "SpanContext | None":
    """The span that is under way, for others to link to; None when nothing is traced."""
    if _tracer is None:
        return None
    from opentelemetry.trace import get_current_span

    context = get_current_span().get_span_context()
    return context if context.is_valid else None


class Commits:
    """The spans of a log's commits since one last went on from there: noted in the committing thread, then taken."""

    def __init__(self) -> None:
        self._noted: deque[SpanContext] = deque(maxlen=MOST_LINKS)

    def note(self) -> None:
        if context := here():
            self._noted.append(context)

    def take(self) -> "list[SpanContext]":
        return [self._noted.popleft() for _ in range(len(self._noted))]


def inject() -> list[tuple[str, bytes]]:
    """The header by which a message names the span under way (W3C trace context); none when nothing is traced."""
    if (context := here()) is None:
        return []
    said = f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
    return [(HEADER, said.encode())]


def extract(messages: Iterable[Iterable[tuple[str, bytes | None]]]) -> "list[SpanContext]":
    """The spans that messages' headers name, each once, for the span of their reading to follow."""
    if _tracer is None:
        return []
    named = dict.fromkeys(said for headers in messages if (said := dict(headers).get(HEADER)))
    return [context for said in list(named)[-MOST_LINKS:] if (context := _named(said))]


def _named(said: bytes) -> "SpanContext | None":
    from opentelemetry.trace import get_current_span
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carried = TraceContextTextMapPropagator().extract({HEADER: said.decode("ascii", "replace")})
    context = get_current_span(carried).get_span_context()
    return context if context.is_valid and context.is_remote else None


def _failed(span: "Span", error: str) -> None:
    from opentelemetry.trace import Status, StatusCode

    span.set_status(Status(StatusCode.ERROR, error))
