"""Notifications keeps each person's own preferences and acknowledgements; figures never depend on them."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from deploy.databases import NOTICES_KEYS, Files
from services.notifications.bookkeeping import Bookkeeping
from services.pathway.feed.told import drafted
from shared.clocks import When
from shared.contracts.feed import ContactChanged, NoticeClosed, SubjectErased
from shared.erasures import EXECUTED, Decision
from shared.keys import KeyRing
from shared.store.erasing import erase
from shared.store.log import Log
from shared.store.sealed import provider_stream
from tests.services.stored import FAR, embedded, event, put, reader

DAY = date(2026, 2, 2)


@pytest.fixture
def ariadna(tmp_path):
    with embedded(tmp_path / "data") as store:
        yield store


def test_a_workers_preference_is_in_its_organisations_stream(ariadna):
    put(ariadna, event("ChannelPreferenceSet", None, DAY, audience="worker", channels=["app"], quiet=False))
    (stored,) = ariadna.services["notifications"].log.events(provider_stream(FAR))
    assert (stored.fact.audience, stored.pathway_id) == ("worker", None)


def test_her_preference_is_in_her_stream_and_no_part_of_her_history(ariadna):
    pathway = str(uuid4())
    put(ariadna, event("PathwayOpened", pathway, DAY, basis="support_service"))
    before = ariadna.pathways.views(pathway, When(date(2026, 3, 1)), reader("NET", "supervisor"))
    put(ariadna, event("ChannelPreferenceSet", pathway, DAY, audience="her", channels=[], quiet=True))
    put(ariadna, event("NotificationAcknowledged", pathway, DAY, notice_id="nt_1", by_role="referent"))
    held = [each.type for each in ariadna.services["notifications"].log.events(UUID(pathway).bytes)]
    assert held == ["ContactChanged", "ChannelPreferenceSet", "NotificationAcknowledged"]
    assert ariadna.pathways.views(pathway, When(date(2026, 3, 1)), reader("NET", "supervisor")) == before


def test_notifications_hears_how_she_may_be_reached_and_no_event_of_hers(ariadna):
    pathway = str(uuid4())
    put(ariadna, event("PathwayOpened", pathway, DAY, basis="support_service"))
    log = ariadna.services["notifications"].log
    (told,) = log.events(UUID(pathway).bytes)
    assert told.fact == ContactChanged(pathway_id=UUID(pathway), providers=frozenset({FAR}))
    assert [log.position_of(source) for source in ("notices", "intake", "pathway")] == [1, 0, 0]


def test_what_is_made_of_a_fact_is_made_once_in_the_transaction_that_stores_it(tmp_path):
    told = []

    class Noted:
        def tables(self):
            return {}

        def taken(self, cursor, fact):
            cursor.execute("SELECT count(*) FROM stored_events")
            told.append((fact, cursor.fetchall()))

        def posted(self, cursor, event):
            told.append((event.type, []))

    her, stream = uuid4(), uuid4().bytes
    (tmp_path / "keys").mkdir()
    files, key = Files(tmp_path), bytes(32)
    ring = KeyRing(files.of(NOTICES_KEYS), key)
    feed, log = Log(files.of("notices"), ring), Log(files.of("notifications"), ring, Bookkeeping(ring, [Noted()]))
    fact = ContactChanged(pathway_id=her, quiet=True)
    feed.post([drafted(her.bytes, fact, DAY), drafted(stream, NoticeClosed(notice_id=her), DAY)])
    messages, upto = feed.messages(0, 10)
    log.join(messages, {"notices": upto})
    log.join(messages, {"notices": upto})
    assert told == [(fact, [(2,)]), (NoticeClosed(notice_id=her), [(2,)])]
    ring.erase([her.bytes], Decision(EXECUTED, DAY, ()))
    erase(log, ring.ledger.tags(), {})
    erase(log, ring.ledger.tags(), {})
    assert [fact for fact, _ in told[2:]] == [SubjectErased(pathway_id=her)]
    for each in (feed, log, ring):
        each.close()
