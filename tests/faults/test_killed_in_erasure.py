"""An erasure that was killed at any statement is brought to its end by the next start; or it never began.

The oracle reads every byte of the folder and every row of the databases by itself: it knows her id, her key, and what
was stored of her, from before.
"""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from deploy.databases import KEYS, NOTICES_KEYS, Files
from deploy.rebuilding import rebuild
from deploy.wiring import SERVICES, Embedded
from deploy.wiring.rings import FEEDING
from shared.erasures import Decision
from shared.store.audit import verify
from shared.store.sealed import HEADER
from tests.faults import faulty
from tests.faults.accounts import SOAK
from tests.faults.faulty import Point
from tests.faults.watched import connections, watched
from tests.faults.work import KILLED, Paper, in_a_process, made_id, need, post, work
from tests.journeys.running import TODAY, fact
from tests.shared.store.conftest import at_rest

DECIDED = Decision("executed", date(2026, 11, 26), ("A/a", "B/b"))
TIMES, FEW = 20 if SOAK else 1, 9
IN_KEYS = ("INSERT INTO erasures", "INSERT INTO erasing", "DELETE FROM stream_keys", "INSERT INTO erased_in")
IN_LOGS = ("UPDATE stored_events", "INSERT INTO erased", "COMMIT")
HERS = ("intake", "employment", "pathway")
OF_NOTICES = {False: NOTICES_KEYS, True: "notices"}
IN_FILES = ("PRAGMA wal_checkpoint", "VACUUM")
WHEN = ("before", "after")


def points(on_files):
    """Every named moment of an erasure; those of files where there are some."""
    found = [(KEYS, said) for said in (*IN_KEYS, "DELETE FROM erasing")]
    found += [(OF_NOTICES[on_files], said) for said in IN_KEYS]
    found += [(name, said) for name in (*HERS, *FEEDING) for said in IN_LOGS]
    found += [("pathway", f"DELETE FROM {table}") for table in ("overview", "registrations", "grants")]
    found += [(KEYS, said) for said in IN_FILES] + [("pathway", IN_FILES[0])] if on_files else []
    return [Point(when, name, said) for name, said in found for when in WHEN]


@pytest.mark.promise("D2")
def test_a_kill_in_an_erasure_leaves_all_of_her_or_nothing(tmp_path, databases_at, seed, tally):
    """Round after round over a new store, so that the last kill takes no longer than the first."""
    random, figures = Random(seed), Counter()
    for number in range(TIMES):
        data = tmp_path / f"data{number}"
        figures += killed_at_points(data, databases_at(data), random)
        shutil.rmtree(data)
    tally(f"seed {seed}", **figures, left=0)
    assert figures["ended"]


def killed_at_points(data, databases, random):
    """In one store at all points, in the short form at a few; how often an erasure had begun and was ended."""
    every = points(isinstance(databases, Files))
    chosen = random.sample(every, len(every) if SOAK else FEW)
    figures, others = Counter(kills=len(chosen)), Embedded(data, databases=databases)
    her, _ = told(others, data.parent, random)
    others.close()
    for point in chosen:
        ariadna = Embedded(data, databases=databases)
        pathway, traces = told(ariadna, data.parent, random)
        ariadna.close()
        assert in_a_process(erasing, point, data, databases, pathway) == KILLED, point
        if begun := ended_by_the_next_start(data, databases, pathway):
            assert not left(data, databases, traces), point
        figures["ended" if begun else "never_begun"] += 1
    ariadna = Embedded(data, databases=databases)
    assert len(ariadna.services["pathway"].log.events(UUID(her).bytes)) == 15
    assert rebuild(ariadna, 1)[1] == 0
    ariadna.close()
    return figures


def told(ariadna, folder, random):
    """A pathway of which every service holds something, and all by which it could be known."""
    pathway, book = made_id(random), Paper(folder / "paper")
    post(ariadna, book, "intake", [fact("PathwayOpened", pathway, TODAY, basis="support_service")])
    ariadna.drain()
    post(ariadna, book, "intake", [need(random, pathway) for _ in range(9)])
    post(ariadna, book, "employment", [work(random, pathway) for _ in range(5)])
    ariadna.settle()
    stream = UUID(pathway).bytes
    rows = [row for log in ariadna.sources.values() for row in log.scan() if row.originator_id == stream]
    forms = [stream, stream.hex().encode(), pathway.encode()]
    for ring in (ariadna.rings.main, ariadna.rings.notices):
        key = ring.of([stream])[stream].secret
        with ring._database.reading() as cursor:
            cursor.execute("SELECT wrapped FROM stream_keys WHERE stream = ?", (stream,))
            forms += [key, key.hex().encode(), cursor.fetchone()[0]]
    return pathway, [*forms, *(row.state[HEADER.size :][start : start + 24] for row in rows for start in (0, 40, 90))]


def erasing(point, data, databases, pathway):
    """Decide, carry out, and die at this moment."""
    with connections(), watched(faulty.dying_at(point, 1)):
        ariadna = Embedded(data, databases=databases)
        ariadna.keys.decide([UUID(pathway).bytes], DECIDED)
        ariadna.erasing.carry_out()
        ariadna.close()
        Embedded(data, databases=databases).close()


def ended_by_the_next_start(data, databases, pathway):
    """Whether it had begun: then the ledger says where nothing is left; else all of her is there."""
    stream = UUID(pathway).bytes
    ariadna = Embedded(data, databases=databases)
    try:
        assert [verify(service.log) for service in ariadna.services.values()] == [None] * len(SERVICES)
        ledger = ariadna.keys.ledger
        if not ledger.erased([stream]):
            assert len(ariadna.services["pathway"].log.events(stream)) == 15
            return False
        for ring, logs in ((ariadna.rings.main, HERS), (ariadna.rings.notices, FEEDING)):
            assert ring.ledger.waiting(logs) == {}
            assert {result.service for result in ring.ledger.results(ring.ledger.tag(stream))} == set(logs)
        return True
    finally:
        ariadna.close()


def left(data: Path, databases, traces):
    """What of her lies in any file of the folder or any row of the databases."""
    places = {str(path): path.read_bytes() for path in data.rglob("*") if path.is_file()}
    for name in (*SERVICES, "notices", KEYS, NOTICES_KEYS):
        database = databases.of(name)
        places[name] = at_rest(database)
        database.close()
    return [name for name, content in places.items() if any(trace in content for trace in traces)]
