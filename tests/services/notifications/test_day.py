"""A day of a network of 2,000 pathways: every notice with those of its duty, and one digest a person at most."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, process_time
from uuid import UUID

from services.notifications.application import Page
from services.notifications.domain import STATES
from shared.contracts.feed import ContactChanged
from tests.services.notifications.network import NET, folder, network, notice_of

PATHWAYS, PROVIDERS, WORKERS = 2_000, 20, 5
MORNING = datetime(2026, 2, 2, 5, tzinfo=UTC)
QUARTERS = [timedelta(minutes=15)] * 64
TOGETHER = 1_000


def facts():
    """What a feed tells of a night: each pathway's contact, and two or three notices; some are in danger."""
    for number in range(PATHWAYS):
        about, provider = UUID(int=number, version=4), f"P{number % PROVIDERS}"
        danger = number % 23 == 0
        yield ContactChanged(pathway_id=about, quiet=danger, providers=frozenset({provider}))
        yield notice_of("deadline_near", pathway_id=about, provider_id=provider, due=date(2026, 2, 10))
        yield notice_of("consent_ending", pathway_id=about, provider_id=provider, duty="referent")
        if danger:
            yield notice_of("risk_review", pathway_id=about, provider_id=provider, urgency="urgent")


def test_a_day_of_two_thousand_pathways_makes_one_digest_a_person(tmp_path, tally):
    with network(folder(tmp_path)) as there:
        there.now = MORNING
        for provider in range(PROVIDERS):
            for worker in range(WORKERS):
                there.person("worker" if worker else "coordinator", f"P{provider}", f"st_{worker}")
        supervisor = there.person("supervisor", NET, "s1")
        heard = list(facts())
        there.log.keys.of(fact.pathway_id.bytes for fact in heard)  # who publishes the feed has made them
        began, used = perf_counter(), process_time()
        for start in range(0, len(heard), TOGETHER):
            there.hear(*heard[start : start + TOGETHER])
        asked = [each for passed in QUARTERS for each in there.round(passed)]
        seconds = perf_counter() - began
        digests = Counter((each.provider_id, each.actor) for each in asked if each.template == "digest")
        said = f"{seconds:.0f} s, {process_time() - used:.0f} s of a processor"
        tally(said, pathways=PATHWAYS, notices=len(heard) - PATHWAYS, asked_for=len(asked))
        assert max(digests.values()) == 1
        assert digests.keys() == {(f"P{each}", f"st_{who}") for each in range(PROVIDERS) for who in range(WORKERS)}
        assert len({each.delivery_id for each in asked}) == len(asked)
        urgent = [each for each in asked if each.channel == "mail" and each.urgent]
        assert urgent
        page = there.notices.page(supervisor, Page(None, STATES, 500, "en"))["items"]
        assert {row["urgency"] for row in page} == {"urgent"}
