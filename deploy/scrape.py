"""What a scrape looks up: how far each part is behind, what is ready, and when what was last done."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from shutil import disk_usage
from typing import TypeVar

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from deploy import ran
from deploy.checkpoints import ENDING
from shared import metrics
from shared.errors import AriadnaError
from shared.relay import Relay
from shared.service import Service
from shared.store.log import Log

Answer = TypeVar("Answer")
Waiting = Callable[[], tuple[int, float]]
AWAY = (AriadnaError, OSError)


class Scrape:
    """Everything of this process for Prometheus: what it counted, and what is looked up now.

    `outboxes` tell, for each service that publishes to a broker, how many events wait and for how many
    seconds; in one process the relays tell it. What can't be asked is left out: `ariadna_ready` says so.
    """

    def __init__(
        self,
        data: Path,
        services: Mapping[str, Service],
        relays: Sequence[Relay],
        ready: Callable[[], list[str]],
        outboxes: Mapping[str, Waiting] | None = None,
        parts: Iterable[str] = (),
    ) -> None:
        self._data = data
        self._services = services
        self._relays = relays
        self._ready = ready
        self._outboxes = outboxes
        self._parts = [*services, *parts]

    def collect(self) -> Iterator[Metric]:
        yield from metrics.REGISTRY.collect()
        yield self._readiness()
        yield from self._logs()
        yield from self._carrying()
        yield from self._overview()
        yield from self._undelivered()
        yield from self._done()
        yield from self._disk()

    def _readiness(self) -> Metric:
        missing = self._ready()
        ready = GaugeMetricFamily("ariadna_ready", "1 for a database or broker that serves, else 0.", labels=["part"])
        for part in self._parts:
            ready.add_metric([metrics.allowed("part", part)], part not in missing)
        return ready

    def _logs(self) -> Iterator[Metric]:
        stored = _by_service("ariadna_log_events", "Events in a service's log.")
        waiting = _by_service("ariadna_commit_waiting_events", "Events that wait to be written.")
        for name, log in self._sources().items():
            _ask(stored, name, log.position)
        for name, service in self._services.items():
            waiting.add_metric([name], service.writer.waiting)
        yield from (stored, waiting)

    def _sources(self) -> dict[str, Log]:
        """The logs that anybody hears: the services' own, and a feed beside one."""
        feeds = (service.feed.log for service in self._services.values() if service.feed)
        return {name: service.log for name, service in self._services.items()} | {log.name: log for log in feeds}

    def _carrying(self) -> Iterator[Metric]:
        labels = ["source", "service"]
        events = GaugeMetricFamily(
            "ariadna_relay_lag_events", "Events that a relay has not carried yet.", labels=labels
        )
        age = GaugeMetricFamily(
            "ariadna_relay_lag_seconds", "For how long the oldest has waited, at most.", labels=labels
        )
        outbox: dict[str, tuple[int, float]] = dict.fromkeys(self._sources(), (0, 0.0))
        for relay in self._relays:
            if (behind := _asked(relay.behind)) is not None:
                events.add_metric([relay.source, relay.subscriber], behind[0])
                age.add_metric([relay.source, relay.subscriber], behind[1])
                before = outbox[relay.source]
                outbox[relay.source] = (max(before[0], behind[0]), max(before[1], behind[1]))
        for name, waiting in (self._outboxes or {}).items():
            if (behind := _asked(waiting)) is not None:
                outbox[name] = behind
        yield from (events, age, *_outbox(outbox))

    def _overview(self) -> Iterator[Metric]:
        count = GaugeMetricFamily("ariadna_overview_stale_pathways", "Overview rows that are out of date.")
        age = GaugeMetricFamily("ariadna_overview_stale_seconds", "For how long the oldest of them is, at most.")
        for service in self._services.values():
            if service.behind and (behind := _asked(service.behind)) is not None:
                count.add_metric([], behind[0])
                age.add_metric([], behind[1])
        yield from (count, age)

    def _undelivered(self) -> Iterator[Metric]:
        labels = ["channel"]
        count = GaugeMetricFamily("ariadna_deliveries_waiting", "Notices that are due and not sent.", labels=labels)
        age = GaugeMetricFamily(
            "ariadna_deliveries_waiting_seconds", "For how long the oldest has been due.", labels=labels
        )
        for service in self._services.values():
            waiting = _asked(service.undelivered) if service.undelivered else None
            for channel, (number, seconds) in (waiting or {}).items():
                count.add_metric([metrics.allowed("channel", channel)], number)
                age.add_metric([metrics.allowed("channel", channel)], seconds)
        yield from (count, age)

    def _done(self) -> Iterator[Metric]:
        signed = _by_service("ariadna_checkpoint_last_success_timestamp_seconds", "When a log was last signed.")
        for name in self._sources():
            signed.add_metric([name], _changed(self._data / "checkpoints" / f"{name}{ENDING}"))
        yield signed
        for what in ("verify", "rebuild", "backup"):
            held, failed = ran.last(self._data, what, ran.HELD), ran.last(self._data, what, ran.FAILED)
            yield _plain(f"ariadna_{what}_last_success_timestamp_seconds", "When it last ended well.", held.at)
            yield _plain(
                f"ariadna_{what}_last_failure_timestamp_seconds", "When it last found a difference.", failed.at
            )
            yield _plain(f"ariadna_{what}_last_duration_seconds", "How long it last took.", max(held, failed).seconds)

    def _disk(self) -> Iterator[Metric]:
        if (disk := _asked(lambda: disk_usage(self._data))) is not None:
            yield _plain("ariadna_disk_free_bytes", "Room left where the data folder lies.", disk.free)
            yield _plain("ariadna_disk_size_bytes", "Size of the disk where the data folder lies.", disk.total)


def _outbox(behind: Mapping[str, tuple[int, float]]) -> Iterator[Metric]:
    events = _by_service("ariadna_outbox_events", "Events of a log that did not reach everybody who hears it.")
    age = _by_service("ariadna_outbox_age_seconds", "For how long the oldest of them has waited, at most.")
    for name, (count, seconds) in behind.items():
        events.add_metric([name], count)
        age.add_metric([name], seconds)
    yield from (events, age)


def _by_service(name: str, what: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, labels=["service"])


def _plain(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _ask(family: GaugeMetricFamily, service: str, asked: Callable[[], float]) -> None:
    if (value := _asked(asked)) is not None:
        family.add_metric([service], value)


def _asked(question: Callable[[], Answer]) -> Answer | None:
    """The answer, or None while what would give it is away."""
    try:
        return question()
    except AWAY:
        return None


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0
