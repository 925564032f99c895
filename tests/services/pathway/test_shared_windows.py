"""The funding windows that many readings share: always those of the log, at each clock, and made once."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from services.pathway import bookkeeping, domain
from services.pathway.bookkeeping import CLOCKS_KEPT
from tests.services.stored import FAR, PSI, embedded, event, put

FIRST = date(2026, 1, 5)
PATHWAY = str(uuid4())


@pytest.fixture
def ariadna(tmp_path, databases):
    with embedded(tmp_path / "data", databases) as store:
        put(store, event("PathwayOpened", PATHWAY, FIRST, basis="support_service"))
        yield store


def at_random(random, known):
    """A window opened, or one of those known changed or taken back."""
    provider, on = random.choice([FAR, PSI]), FIRST + timedelta(days=random.randrange(100))
    if known and random.random() < 0.6:
        provider, name, event_id = random.choice(known)
        if random.random() < 0.3:
            return provider, event("EventVoided", None, on, target_event_id=event_id, reason="not_happened")
        said = {"funding_window_id": name, "last_day": str(on + timedelta(days=60)), "status": "confirmed"}
        return provider, event("FundingWindowChanged", None, on, **said)
    opened = event(
        "FundingWindowOpened",
        None,
        on,
        funding_window_id=f"fw{len(known)}",
        funder_type="municipal_grant",
        first_day=str(on),
        last_day=str(on + timedelta(days=30)),
        dimensions=["health"],
    )
    known.append((provider, opened["data"]["funding_window_id"], opened["event_id"]))
    return provider, opened


def test_they_are_those_of_a_fold_of_all_that_providers_said_whatever_was_asked_before(ariadna, seed):
    """The oracle folds the provider-level events themselves, as nothing but a fold does."""
    random, known = Random(seed), []
    books, log = ariadna.pathways.log.rules, ariadna.pathways.log
    for _ in range(40):
        provider, one = at_random(random, known)
        put(ariadna, one, provider=provider)
        as_of = FIRST + timedelta(days=random.choice([30, 200]))  # few clocks, so that they come again
        known_at = random.choice([None, datetime(2026, 2, 20, tzinfo=UTC)])
        with log.reading() as cursor:
            events = [*books.provider_level(cursor), *books.her_events(cursor, UUID(PATHWAY).bytes)]
            folded = books.folded(cursor, UUID(PATHWAY).bytes, as_of, known_at)
        assert folded.windows == domain.fold(PATHWAY, events, as_of, known_at).windows
    assert any(each.pathway_id is None for each in events)


def test_readings_at_the_same_clocks_make_them_once_and_only_the_last_clocks_are_kept(ariadna, monkeypatch):
    put(ariadna, at_random(Random(1), [])[1])
    made = []
    monkeypatch.setattr(bookkeeping, "open_windows", lambda level, as_of: made.append(as_of) or {})
    books = ariadna.pathways.log.rules
    days = [FIRST + timedelta(days=days) for days in range(2 * CLOCKS_KEPT)]
    with ariadna.pathways.log.reading() as cursor:
        for as_of in [day for day in days for _ in range(3)]:
            books.windows(cursor, as_of)
        assert made == days
        books.windows(cursor, days[0])
        assert made == [*days, days[0]]
