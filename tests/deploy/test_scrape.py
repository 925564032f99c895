"""`/metrics` of a process: how far behind, what is ready, what was last done, and nothing of anybody."""

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy import ran
from deploy.scrape import Scrape
from shared.errors import NotReady
from tests.deploy.command import ariadna as command
from tests.labels import offending
from tests.services.stored import embedded, event, put
from tests.shared.asked import Asked, routes

ROOT = Path(__file__).resolve().parents[2]
FAR = "BCN-FAR"
CANARY = "qzxkwvjqyz"


@pytest.fixture
def network(tmp_path):
    with embedded(tmp_path / "data") as ariadna:
        yield ariadna


def asked(network):
    return Asked(network.app())


def signed(network, provider=FAR, role="worker"):
    return {"authorization": f"Bearer {network.signer.issue(provider, role)}"}


def scraped(network):
    """{(name, labels): value} of what /metrics answers."""
    answer = asked(network).get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def need(pathway_id=None, **extra):
    data = {"need_id": "n1", "dimension": "housing", "voiced_by": "her"}
    return event("NeedIdentified", pathway_id or str(uuid4()), datetime.now(UTC).date(), **data) | extra


def test_what_was_not_carried_yet_is_told_by_source_and_service(network):
    put(network, need(), need(), carry=False)
    before = scraped(network)
    assert before["ariadna_relay_lag_events", ("service", "pathway"), ("source", "intake")] == 2
    assert before["ariadna_relay_lag_seconds", ("service", "pathway"), ("source", "intake")] > 0
    assert before["ariadna_outbox_events", ("service", "intake")] == 2
    network.drain()
    after = scraped(network)
    assert after["ariadna_relay_lag_events", ("service", "pathway"), ("source", "intake")] == 0
    assert after["ariadna_relay_lag_seconds", ("service", "pathway"), ("source", "intake")] == 0
    assert after["ariadna_outbox_age_seconds", ("service", "intake")] == 0
    assert after["ariadna_log_events", ("service", "pathway")] == 2


def test_rows_of_the_overview_that_are_out_of_date_are_told_with_their_age(network):
    put(network, need(), need())
    network.drain()
    before = scraped(network)
    assert before["ariadna_overview_stale_pathways",] == 2
    assert before["ariadna_overview_stale_seconds",] > 0
    network.pathways.overview.refresh()
    after = scraped(network)
    assert (after["ariadna_overview_stale_pathways",], after["ariadna_overview_stale_seconds",]) == (0, 0)


def test_a_fact_that_the_fold_sets_aside_is_counted_once(network):
    pathway = str(uuid4())
    series = ("ariadna_events_set_aside_total", ("door", "intake"), ("type", "StepResumed"))
    before = scraped(network).get(series, 0)
    put(network, need(pathway), event("StepResumed", pathway, date(2026, 3, 1), step_id="P1", dimension="health"))
    network.settle()
    put(network, event("NeedIdentified", pathway, date(2026, 3, 2), need_id="n2", dimension="health", voiced_by="her"))
    network.settle()
    assert scraped(network)[series] == before + 1


def test_what_was_never_done_was_done_in_1970_and_what_was_done_says_when(network, tmp_path):
    before = scraped(network)
    assert before["ariadna_verify_last_success_timestamp_seconds",] == 0
    assert before["ariadna_checkpoint_last_success_timestamp_seconds", ("service", "intake")] == 0
    network.settle()
    assert command("verify", "--data", tmp_path / "data").code == 0
    assert command("rebuild", "--data", tmp_path / "data").code == 0
    after = scraped(network)
    now = time.time()
    assert 0 < after["ariadna_verify_last_success_timestamp_seconds",] <= now
    assert 0 < after["ariadna_rebuild_last_success_timestamp_seconds",] <= now
    assert after["ariadna_rebuild_last_duration_seconds",] > 0
    assert 0 < after["ariadna_checkpoint_last_success_timestamp_seconds", ("service", "intake")] <= now + 1
    assert after["ariadna_verify_last_failure_timestamp_seconds",] == 0


def test_a_verify_that_finds_something_is_no_success(store):
    held = ran.last(store, "verify", ran.HELD)
    (store / "checkpoints" / "intake.checkpoint").write_text("ariadna/intake\nmade up\n")
    assert command("verify", "--data", store).code == 4
    assert ran.last(store, "verify", ran.FAILED).at > held.at
    assert ran.last(store, "verify", ran.HELD) == held


def test_a_note_that_can_not_be_read_is_none(tmp_path):
    ran.note(tmp_path, "verify", ran.HELD, 1.5)
    assert ran.last(tmp_path, "verify", ran.HELD).seconds == 1.5
    (tmp_path / "ran" / "verify.held.json").write_text("[")
    assert ran.last(tmp_path, "verify", ran.HELD) == (0, 0)


def test_a_database_that_is_away_leaves_out_its_figures_and_is_not_ready(tmp_path):
    def away():
        raise NotReady()

    log, writer = SimpleNamespace(position=away), SimpleNamespace(waiting=3)
    service = SimpleNamespace(log=log, writer=writer, behind=away, feed=None, undelivered=away)
    relay = SimpleNamespace(behind=away, source="intake", subscriber="pathway")
    scrape = Scrape(tmp_path, {"intake": service}, [relay], lambda: ["intake"], {"intake": away}, ["kafka"])
    found = {(s.name, s.labels.get("part")): s.value for family in scrape.collect() for s in family.samples}
    assert found["ariadna_ready", "intake"] == 0
    assert found["ariadna_ready", "kafka"] == 1
    assert not any(name.startswith(("ariadna_log", "ariadna_relay_lag", "ariadna_overview")) for name, _ in found)


def test_an_outbox_to_a_broker_tells_for_itself(tmp_path):
    scrape = Scrape(tmp_path, {}, [], list, {"intake": lambda: (12, 3.5)})
    found = {s.name: s.value for family in scrape.collect() for s in family.samples}
    assert (found["ariadna_outbox_events"], found["ariadna_outbox_age_seconds"]) == (12, 3.5)


def templates(network):
    """Every address in the checked-in OpenAPI documents, and those of pages, which are in none."""
    for file in (ROOT / "docs" / "openapi").glob("*.json"):
        yield from json.loads(file.read_text())["paths"]
    yield from ("/health/live", "/health/ready", "/metrics")
    yield from (path for service in network.services.values() for _, path in routes(service.app()))


def test_no_label_says_more_than_the_allow_list_whatever_is_sent(network):
    """P3, with canaries in paths, queries, methods, types and headers."""
    client, who = asked(network), signed(network)
    for path in (
        f"/{CANARY}",
        f"/pathway/v1/pathways/{CANARY}/views",
        f"/intake/v1/events/{uuid4()}",
        "/pathway/v1/gaps",
    ):
        client.get(path, headers=who, params={"q": CANARY})
    client.request(CANARY.upper(), "/intake/v1/events", headers=who)
    for posted in (need(), need(type=CANARY), need(**{CANARY: 1}), [need(), CANARY], CANARY):
        client.post("/intake/v1/events", json=posted, headers=who)
        client.post("/pathway/v1/events", json=posted, headers=who | {"content-type": "application/cloudevents+json"})
    text = client.get("/metrics").text
    assert CANARY not in text.lower()
    scrape = Scrape(network.data, network.services, network.relays, network.ready)
    assert list(offending(scrape, set(templates(network)))) == []
    assert 'route="/intake/v1/events"' in text
    assert 'route="/pathway/v1/pathways/{pathway_id}/views"' in text
    assert 'type="NeedIdentified"' in text


def test_a_template_that_is_in_no_document_is_found(network):
    asked(network).get("/health/live")
    assert list(offending(Scrape(network.data, {}, [], list), {"/made-up"}))


def test_a_withdrawal_of_consent_is_timed_where_another_service_takes_it_in(network):
    series = ("ariadna_consent_withdrawal_propagation_seconds_count", ("service", "intake"))
    before = scraped(network).get(series, 0)
    put(network, event("ConsentWithdrawn", str(uuid4()), datetime.now(UTC).date(), consent_id="c1"))
    network.drain()
    network.drain()
    assert scraped(network)[series] == before + 1
