"""Notifications keeps each person's own preferences and acknowledgements; figures never depend on them."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from shared.clocks import When
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
    assert len(ariadna.services["notifications"].log.events(UUID(pathway).bytes)) == 2
    assert ariadna.pathways.views(pathway, When(date(2026, 3, 1)), reader("NET", "supervisor")) == before


def test_notifications_hears_who_may_post_and_stores_nothing_of_hers(ariadna):
    pathway = str(uuid4())
    put(ariadna, event("PathwayOpened", pathway, DAY, basis="support_service"))
    log = ariadna.services["notifications"].log
    assert log.position_of("intake") == ariadna.services["intake"].log.position()
    assert log.position() == 0
