"""Whoever dies between the policies and what notifications takes in loses and doubles nothing.

The oracle are the lists of tasks: what they show on a day is what notifications has to be open, each once.
"""

from datetime import date, timedelta
from random import Random

import pytest

from deploy.wiring import Embedded
from shared.contracts.feed import ContactChanged, NoticeClosed, NoticeRaised
from shared.store.audit import verify
from tests.faults import faulty
from tests.faults.accounts import SOAK
from tests.faults.faulty import Point
from tests.faults.watched import connections, watched
from tests.faults.work import KILLED, in_a_process, made_id
from tests.services.stored import FAR, event, put, reader

OPENED = date(2026, 2, 2)
DAY = timedelta(days=1)
FEW = 4
EVERY = [
    Point(when, store, said)
    for store, said in (
        ("pathway", "INSERT INTO tasks"),
        ("pathway", "INSERT INTO untold"),
        ("pathway", "UPDATE policies_reached"),
        ("pathway", "DELETE FROM untold"),
        ("notices", "INSERT INTO stored_events"),
        ("notices", "INSERT INTO feed_open"),
        ("notices", "INSERT INTO feed_contacts"),
        ("notices", "DELETE FROM feed_open"),
        ("notices", "COMMIT"),
        ("notifications", "INSERT INTO stored_events"),
        ("notifications", "INSERT INTO tracking"),
        ("notifications", "COMMIT"),
    )
    for when in ("before", "after")
]


@pytest.mark.promise("D2")
def test_a_kill_anywhere_between_the_policies_and_notifications_loses_and_doubles_nothing(
    tmp_path, databases, seed, tally
):
    random, data = Random(seed), tmp_path / "data"
    killed = told = 0
    for number, point in enumerate(EVERY if SOAK else random.sample(EVERY, FEW)):
        today, nth = OPENED + 3 * (number + 1) * DAY, random.randint(1, 3)
        ariadna = Embedded(data, databases=databases)
        change(ariadna, random, today)
        ariadna.close()
        killed += in_a_process(telling, point, nth, data, databases, today) == KILLED
        ariadna = Embedded(data, databases=databases)
        tell(ariadna, today)
        told = standing_is_what_the_lists_show(ariadna, today)
        ariadna.close()
    tally(f"seed {seed}", points=len(EVERY), kills=killed, told=told, lost=0, twice=0)
    assert killed


def change(ariadna, random, today):
    """A new woman in danger, and a deadline that is met, so that something is raised, closed and told of a contact."""
    her = made_id(random)
    referent = {"referent_provider": FAR, "staff_ref": "st_1", "chosen_with_her": True}
    put(
        ariadna,
        event("PathwayOpened", her, OPENED, basis="support_service"),
        event("ReferentAssigned", her, OPENED, **referent),
        event("DeadlineSet", her, OPENED, deadline_id="d1", rule="reflection_period_es", due_on=today.isoformat()),
        carry=False,
    )
    ariadna.drain()
    tell(ariadna, today - DAY)
    put(
        ariadna,
        event("DeadlineMet", her, today, deadline_id="d1"),
        event("RiskAssessed", her, today, level=random.choice(["high", "extreme"]), tool="eige"),
        event("ContactSafetySet", her, today, rules=["no_calls"]),
        carry=False,
    )


def tell(ariadna, today):
    """As the service does: carry, run the policies, tell, carry."""
    ariadna.drain()
    ariadna.pathways.policies.refresh(today)
    ariadna.services["pathway"].feed.tell(today)
    ariadna.drain()


def telling(point, nth, data, databases, today):
    """The same, to die at this moment."""
    with connections(), watched(faulty.dying_at(point, nth)):
        ariadna = Embedded(data, databases=databases)
        tell(ariadna, today)
        ariadna.close()


def standing_is_what_the_lists_show(ariadna, today):
    """How many facts notifications was told of, once they were held against the lists."""
    log = ariadna.services["notifications"].log
    facts = [log.mapper.open(row.state).fact for row in log.scan()]
    standing, contacts = {}, {}
    for fact in facts:
        match fact:
            case NoticeRaised():
                assert fact.notice_id not in standing, "told twice"
                standing[fact.notice_id] = fact.what
            case NoticeClosed():
                del standing[fact.notice_id]
            case ContactChanged():
                assert contacts.get(fact.pathway_id) != fact, "told twice"
                contacts[fact.pathway_id] = fact
    shown = [item["what"] for item in ariadna.pathways.tasks(reader("NET", "supervisor"), today)]
    assert sorted(standing.values()) == sorted(shown)
    assert all(each.quiet and each.rules == {"no_calls"} for each in contacts.values())
    assert [verify(each) for each in ariadna.sources.values()] == [None] * len(ariadna.sources)
    return len(facts)
