"""The labels of metrics, held against the allow-list (promise P3)."""

from collections.abc import Collection, Iterator

from prometheus_client.registry import Collector

from shared import metrics


def offending(collector: Collector, routes: Collection[str] | None = None) -> Iterator[str]:
    """Every label, or value of one, that is not allowed; `routes` are the addresses' templates, if they are known."""
    for family in collector.collect():
        for sample in family.samples:
            for label, value in sample.labels.items():
                if not _allowed(label, value, routes):
                    yield f"{sample.name}: {label}={value}"


def _allowed(label: str, value: str, routes: Collection[str] | None) -> bool:
    if label == "le":
        return float(value) > 0
    if label == "route":
        return routes is None or value in routes or value == metrics.OTHER
    return value == metrics.OTHER or value in metrics.LABELS.get(label, ())
