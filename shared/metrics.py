"""What a process counts and times for Prometheus; labels and their values come from one allow-list.

A value outside it is counted as `other`: no label tells of a person, whatever was posted.
"""

import re
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from shared import errors
from shared.contracts import FACTS
from shared.seen import SOURCES

OTHER: Final = "other"
FEED: Final = "notices"
UNTOLD: Final = frozenset({"GrievanceRaised", "GrievanceAnswered"})
"""Types that are counted as others: that there is one is told to nobody but whom it is addressed to."""


def _codes() -> Iterator[str]:
    """What can be so when something can't be done, as codes."""
    for each in vars(errors).values():
        if isinstance(each, type) and issubclass(each, errors.AriadnaError):
            words = re.sub(r"(?<!^)(?=[A-Z])", "_", each.__name__).lower()
            yield each.code if issubclass(each, errors.Refusal) else words


LABELS: Final[Mapping[str, frozenset[str]]] = {
    "service": SOURCES | {FEED},
    "source": SOURCES | {FEED},
    "door": SOURCES,
    "part": SOURCES | {"kafka", "database"},
    "type": frozenset(FACTS) - UNTOLD,
    "outcome": frozenset({"accepted", "refused", "duplicate", "conflict"}),
    "reason": frozenset({*_codes(), "not_a_record", "unforeseen"}),
    "read": frozenset({"shown", "forbidden", "unknown", "refused", "failed", "stopped"}),
    "partition": frozenset(map(str, range(256))),
    "method": frozenset({"GET", "HEAD", "POST"}),
    "channel": frozenset({"mail", "webhook", "live"}),
    "result": frozenset({"sent", "later", "away", "refused", "untried", "dead", "cancelled"}),
    "status": frozenset({"1xx", "2xx", "3xx", "4xx", "5xx"}),
}
"""Every label there is, but `route` (the templates of the applications' addresses) and a histogram's `le`."""

SOON = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
GROUPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
SPREADING = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 3600)

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY: Final = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=REGISTRY)

EVENTS = Counter(
    "ariadna_events",
    "Events answered at a door, by what became of them.",
    ("door", "type", "outcome"),
    registry=REGISTRY,
)
SET_ASIDE = Counter(
    "ariadna_events_set_aside", "Stored events that the fold newly set aside.", ("door", "type"), registry=REGISTRY
)
CODES_WRONG = Counter(
    "ariadna_continuity_codes_wrong", "Well-formed continuity codes that open nothing.", registry=REGISTRY
)
CODES_LIMITED = Counter(
    "ariadna_continuity_codes_limited", "Continuity codes not looked at after too many wrong ones.", registry=REGISTRY
)
READS = Counter("ariadna_reads", "Reads written down, by what came of them.", ("read",), registry=REGISTRY)
READS_SECONDS = Histogram(
    "ariadna_reads_commit_seconds", "Duration of one group commit of reads.", buckets=SOON, registry=REGISTRY
)
READING_ALARMS = Counter(
    "ariadna_reading_alarms", "Times that somebody asked for too many pathways within an hour.", registry=REGISTRY
)
REQUESTS_LIMITED = Counter(
    "ariadna_requests_limited",
    "Requests beyond an organisation's share, or everybody's.",
    ("door",),
    registry=REGISTRY,
)
COMMIT_EVENTS = Histogram(
    "ariadna_commit_events", "Events in one group commit.", ("service",), buckets=GROUPS, registry=REGISTRY
)
COMMIT_SECONDS = Histogram(
    "ariadna_commit_seconds", "Duration of one group commit.", ("service",), buckets=SOON, registry=REGISTRY
)
REQUEST_SECONDS = Histogram(
    "ariadna_http_request_seconds",
    "Time from a request's head to the end of its answer.",
    ("route", "method", "status"),
    buckets=SOON,
    registry=REGISTRY,
)
WITHDRAWAL_SECONDS = Histogram(
    "ariadna_consent_withdrawal_propagation_seconds",
    "From a withdrawal stored by pathway until this service took it in.",
    ("service",),
    buckets=SPREADING,
    registry=REGISTRY,
)
RELAYED = Counter("ariadna_relayed_messages", "Messages carried in process.", ("source", "service"), registry=REGISTRY)
PUBLISHED = Counter("ariadna_published_messages", "Messages that Kafka acknowledged.", ("service",), registry=REGISTRY)
CONSUMED = Counter(
    "ariadna_consumed_messages", "Messages taken in from Kafka.", ("service", "source"), registry=REGISTRY
)
DEAD = Counter(
    "ariadna_dead_letters", "Messages put aside as dead letters.", ("service", "source", "reason"), registry=REGISTRY
)
PASSED_OVER = Counter(
    "ariadna_erased_passed_over",
    "Events and grants of erased pathways that came late or again, and were not stored.",
    ("service",),
    registry=REGISTRY,
)
DELIVERIES = Counter(
    "ariadna_deliveries", "Attempts to carry a notice, by what came of them.", ("channel", "result"), registry=REGISTRY
)
CONSUMER_LAG = Gauge(
    "ariadna_consumer_lag_messages",
    "Messages of a partition not taken in yet.",
    ("service", "source", "partition"),
    registry=REGISTRY,
)

_TYPES = {name.encode(): name for name in FACTS}
_TYPE_AT = len(b'{"type":"')
Metric = TypeVar("Metric", Counter, Gauge, Histogram)


def allowed(label: str, value: str) -> str:
    """The value if the allow-list has it, else `other`."""
    return value if value in LABELS[label] else OTHER


@lru_cache(maxsize=4096)
def child(metric: Metric, **labels: str) -> Metric:
    """The series of a metric with these labels, each held against the allow-list."""
    return metric.labels(**{name: allowed(name, value) for name, value in labels.items()})


def refused(door: str, type_name: object) -> None:
    """Count an event that was refused before it came to the log; its type may be anything that was posted."""
    known = type_name if isinstance(type_name, str) and type_name in FACTS else OTHER
    child(EVENTS, door=door, type=known, outcome="refused").inc()


def committed(door: str, answered: Iterable[tuple[bytes, str]], seconds: float) -> None:
    """Count one group commit: for each event the start of its body, which names its type, and what became of it."""
    tally = Tally((body[_TYPE_AT : body.find(b'"', _TYPE_AT)], outcome) for body, outcome in answered)
    for (type_name, outcome), count in tally.items():
        child(EVENTS, door=door, type=_TYPES.get(type_name, OTHER), outcome=outcome).inc(count)
    child(COMMIT_EVENTS, service=door).observe(tally.total())
    child(COMMIT_SECONDS, service=door).observe(seconds)


def recorded_reads(door: str, answered: Iterable[tuple[bytes, str]], seconds: float) -> None:
    """Time one group commit of reads, which are no events."""
    READS_SECONDS.observe(seconds)


def set_aside(door: str, type_name: str) -> None:
    """Count an event that a fold newly left out."""
    child(SET_ASIDE, door=door, type=type_name).inc()


def limited(door: str) -> None:
    """Count a request that was told to wait; whose it was is in no metric."""
    child(REQUESTS_LIMITED, door=door).inc()


def withdrawal_taken_in(service: str, seconds: float) -> None:
    """Time how long a withdrawal of consent took from the pathway log to a service that must follow it."""
    child(WITHDRAWAL_SECONDS, service=service).observe(max(seconds, 0))


def passed_over(service: str, count: int) -> None:
    """Count what came of erased pathways and was not stored."""
    child(PASSED_OVER, service=service).inc(count)


def delivery(channel: str, result: str, count: int = 1) -> None:
    """Count what came of carrying a notice; whose it was is in no metric."""
    child(DELIVERIES, channel=channel, result=result).inc(count)


def relayed(source: str, service: str, count: int) -> None:
    """Count messages that a relay carried in process."""
    child(RELAYED, source=source, service=service).inc(count)


@lru_cache(maxsize=1024)
def requests(route: str, method: str, status: int) -> Histogram:
    """Where a request's duration goes; `route` is a template out of our code, `method` an allowed one."""
    status_class = allowed("status", f"{status // 100}xx")
    return REQUEST_SECONDS.labels(route=route, method=method, status=status_class)


class Carried:
    """What a service's carriers to and from Kafka count; each method fits one of their callbacks."""

    def __init__(self, service: str) -> None:
        self._service = service

    def published(self, count: int) -> None:
        child(PUBLISHED, service=self._service).inc(count)

    def consumed(self, source: str, count: int) -> None:
        child(CONSUMED, service=self._service, source=source).inc(count)

    def dead(self, source: str, reason: str) -> None:
        child(DEAD, service=self._service, source=source, reason=reason).inc()

    def lag(self, source: str, partition: int, count: int) -> None:
        child(CONSUMER_LAG, service=self._service, source=source, partition=str(partition)).set(count)
