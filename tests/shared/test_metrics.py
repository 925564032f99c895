"""What is counted, and that no label can tell of a person."""

import asyncio
import threading

import pytest
from prometheus_client import CollectorRegistry, Counter

from shared import metrics
from shared.door.admission import admit
from shared.store.writer import Writer
from tests.labels import offending
from tests.shared.store.conftest import FAR, NOW, posted, some

STRANGE = "Maria Made-Up +34 600 000 000"


def value(name, **labels):
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def counted():
    """Says by how much a series grew since the first time that it was asked for."""
    before = {}

    def grown(name, **labels):
        key = (name, *sorted(labels.items()))
        return value(name, **labels) - before.setdefault(key, value(name, **labels))

    return grown


async def post(writer, draft):
    return await writer.post([draft])


def outcomes(log, drafts):
    return [(draft.body, receipt.status) for draft, receipt in zip(drafts, log.post(drafts), strict=True)]


def test_each_event_of_a_commit_is_counted_by_door_type_and_what_became_of_it(log, counted):
    started = {"door": "intake", "type": "StepStarted"}
    counted("ariadna_events_total", **started, outcome="accepted")
    counted("ariadna_events_total", **started, outcome="duplicate")
    counted("ariadna_commit_events_sum", service="intake")
    drafts = some(2, 3)
    metrics.committed("intake", outcomes(log, drafts), 0.01)
    metrics.committed("intake", outcomes(log, drafts), 0.01)
    assert counted("ariadna_events_total", **started, outcome="accepted") == 6
    assert counted("ariadna_events_total", **started, outcome="duplicate") == 6
    assert counted("ariadna_commit_events_sum", service="intake") == 12


def test_the_writer_counts_what_it_wrote(log, counted):
    counted("ariadna_commit_seconds_count", service="intake")
    writer = Writer(log)
    asyncio.run(post(writer, posted("5b7c1f3e-2d0a-4c39-9a52-0f6f6d8e1a11")))
    writer.close()
    assert counted("ariadna_commit_seconds_count", service="intake") == 1
    assert writer.waiting == 0


@pytest.mark.parametrize(
    ("raw", "type_name"),
    [
        (b"{", "other"),
        (b"[]", "other"),
        (b'{"type": "%s"}' % STRANGE.encode(), "other"),
        (b'{"type": ["StepStarted"]}', "other"),
        (b'{"type": "StepStarted", "%s": 1}' % STRANGE.encode(), "StepStarted"),
    ],
)
def test_what_is_refused_is_counted_by_a_type_of_the_catalogue_alone(raw, type_name, counted):
    counted("ariadna_events_total", door="intake", type=type_name, outcome="refused")
    admit(raw, "intake", FAR, NOW)
    assert counted("ariadna_events_total", door="intake", type=type_name, outcome="refused") == 1
    assert not list(offending(metrics.REGISTRY))


def test_a_value_outside_the_allow_list_is_counted_as_other(counted):
    counted("ariadna_dead_letters_total", service="pathway", source="other", reason="other")
    carried = metrics.Carried("pathway")
    carried.dead(STRANGE, STRANGE)
    assert counted("ariadna_dead_letters_total", service="pathway", source="other", reason="other") == 1
    assert not list(offending(metrics.REGISTRY))


def test_carriers_count_by_service_source_and_partition(counted):
    counted("ariadna_published_messages_total", service="intake")
    counted("ariadna_consumed_messages_total", service="pathway", source="intake")
    metrics.Carried("intake").published(7)
    metrics.Carried("pathway").consumed("intake", 5)
    metrics.Carried("pathway").lag("intake", 3, 12)
    assert counted("ariadna_published_messages_total", service="intake") == 7
    assert counted("ariadna_consumed_messages_total", service="pathway", source="intake") == 5
    assert value("ariadna_consumer_lag_messages", service="pathway", source="intake", partition="3") == 12


def test_a_withdrawal_is_timed_and_never_before_it_was_stored(counted):
    counted("ariadna_consent_withdrawal_propagation_seconds_bucket", service="intake", le="60.0")
    metrics.withdrawal_taken_in("intake", -0.2)
    metrics.withdrawal_taken_in("intake", 59)
    metrics.withdrawal_taken_in("intake", 61)
    assert counted("ariadna_consent_withdrawal_propagation_seconds_bucket", service="intake", le="60.0") == 2


def test_counts_by_many_threads_lose_nothing(counted):
    counted("ariadna_published_messages_total", service="employment")
    carried = metrics.Carried("employment")
    threads = [threading.Thread(target=lambda: [carried.published(1) for _ in range(500)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted("ariadna_published_messages_total", service="employment") == 4000


@pytest.mark.parametrize(
    ("label", "said"), [("provider", "BCN-FAR"), ("door", "back"), ("type", STRANGE), ("pathway_id", "5b7c1f3e")]
)
def test_a_label_or_value_outside_the_list_is_found(label, said):
    registry = CollectorRegistry()
    Counter("made_up", "Made up.", [label], registry=registry).labels(said).inc()
    assert list(offending(registry))
