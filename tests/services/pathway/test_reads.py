"""A8: who read what is on disk before a byte of the answer leaves, whatever is asked; without it nothing leaves.

The oracle of the walks is the answer itself: whatever ids of pathways stand in its bytes must be in the one record
that was written for it, and that record must be there when the first byte is sent.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from random import Random
from uuid import UUID, uuid4

import pytest

from services.pathway.lists import LISTS
from shared.reads import NEWEST, PURPOSES, Span, Staff
from shared.reads.recorded import OF_NOBODY
from shared.store.audit import verify
from tests.services.pathway.watched import BODIES, addressed, routes
from tests.services.stored import FAR

NOBODYS = tuple(f"/pathway/{each}" for each in OF_NOBODY)
SOAK = os.environ.get("ARIADNA_SOAK") == "1"
CALLS = 5000 if SOAK else 120
ROLES = ("worker", "coordinator", "supervisor", "auditor", "privacy_officer", "researcher", "ops", "admin")


@pytest.mark.promise("A8")
def test_every_address_that_tells_of_anybody_writes_one_record_before_its_first_byte(watched, her, seed, tally):
    random, told, shown = Random(seed), 0, set()
    found = routes(watched)
    assert len(found) > 25 + len(LISTS) - 7
    for n in range(CALLS):
        method, template = found[n % len(found)]
        actor, role = f"st_{n}", random.choice(ROLES) if n >= len(found) else "supervisor"
        some = random.choice([her, str(uuid4()), "nonsense"]) if n >= len(found) else her
        path = addressed(template, some, str(uuid4()))
        page, before = not template.startswith("/pathway/v1/"), watched.count()
        token = watched.token(random.choice([FAR, "MIL-RIVA"]) if n >= len(found) else FAR, role, actor)
        status, _, body, at_first_byte = watched.ask(path, token, method, BODIES.get(template, b""), cookie=page)
        if template.startswith(NOBODYS) or template == "/pathway" or status == 303:
            assert at_first_byte == before, path
            continue
        assert at_first_byte == before + 1, (path, status)
        read = next(iter(watched.latest(actor) or watched.latest(actor, "MIL-RIVA")))
        named = watched.named(body)
        assert named <= {read.tried, *read.pathways}, path
        assert (read.actor, read.role, read.outcome == "shown") == (actor, role, status < 400), path
        told += len(named)
        shown |= {template} if named else set()
    assert told >= 10
    tally(addresses=len(found), calls=CALLS, ids_told=told, addresses_that_told=len(shown))


@pytest.mark.promise("A8")
@pytest.mark.parametrize("table", ["head", "stored_events", "read_index", "read_tries"])  # 4
def test_what_can_not_be_written_down_is_not_answered(watched, her, table, tally):
    database, tried, watched.counting = watched.ariadna.reads.log.database, 0, False
    with database.making() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO away")
    for method, template in routes(watched):
        if template.startswith(NOBODYS) or template in ("/pathway", "/pathway/openapi.json"):
            continue
        token = watched.token(actor=f"st_{tried}")
        path, page = addressed(template, her, str(uuid4())), not template.startswith("/pathway/v1/")
        if table == "read_tries" and "{pathway_id}" not in template:
            continue  # what counts tries is asked of what is tried
        status, headers, body, _ = watched.ask(path, token, method, BODIES.get(template, b""), cookie=page)
        assert (status, watched.named(body)) == (503, set()), path
        assert b"retry-after" in headers
        tried += 1
    with database.making() as cursor:
        cursor.execute(f"ALTER TABLE away RENAME TO {table}")
    assert watched.ask(f"/pathway/v1/pathways/{her}/views", watched.token())[0] == 200
    tally(refused=tried, bytes_of_her=0)


def test_nobody_unknown_is_answered_about_anybody(watched, her):
    for method, template in routes(watched):
        status, _, body, _ = watched.ask(
            addressed(template, her, str(uuid4())), None, method, BODIES.get(template, b"")
        )
        quiet = template.startswith(NOBODYS) or template in ("/pathway", "/pathway/")
        assert quiet or status == 401, template
        page = status == 401 and not template.startswith(("/pathway/v1", "/reads/v1"))
        assert watched.named(body) <= ({her} if page else set()), "a page's form leads back to what was asked"
    assert watched.count() == 0


def test_an_address_that_asks_for_nobody_is_refused(watched, her):
    """A route that forgot who reads: what it would tell does not leave."""
    inside = watched.app
    while not hasattr(inside, "routes"):
        inside = inside._app

    @inside.get("/pathway/v1/forgotten")
    def forgotten():
        return {"pathway_id": her}

    status, _, body, _ = watched.ask("/pathway/v1/forgotten", watched.token())
    assert (status, watched.named(body), watched.count()) == (500, set(), 0)


def test_a_record_says_who_of_whom_what_why_and_what_came_of_it(watched, her):
    path = f"/pathway/v1/pathways/{her}/views"
    watched.ask(path, watched.token(role="worker"), ariadna_purpose="her_request")
    watched.ask(path, watched.token("MIL-RIVA", "worker"))
    watched.ask(f"/pathway/pathways/{her}", watched.token(role="coordinator"), cookie=True)
    read = {name: getattr(watched.latest("st_1")[1], name) for name in ("operation", "form", "media", "purpose")}
    assert read == {"operation": "views", "form": "api", "media": "application/json", "purpose": "her_request"}
    page = watched.latest("st_1")[0]
    assert (page.operation, page.form, page.media, page.purpose) == ("pathway", "page", "text/html", "coordination")
    (refused,) = watched.latest("st_1", "MIL-RIVA")
    assert (refused.tried, refused.outcome, refused.pathways, refused.media) == (her, "unknown", (), "")
    assert all(each.policy for each in (page, refused))
    (kept, *_) = watched.ariadna.reads.of_pathways([her], NEWEST, 10)
    assert abs((datetime.now(UTC) - kept.at).total_seconds()) < 600


def test_without_a_reason_it_is_that_of_the_role(watched, her):
    for role in ROLES:
        watched.ask(f"/pathway/v1/pathways/{her}/views", watched.token(role=role))
        read = watched.latest("st_1")[0]
        assert (read.role, read.purpose in PURPOSES) == (role, True)


def test_a_reason_that_is_none_is_refused(watched, her):
    status, _, body, _ = watched.ask(
        f"/pathway/v1/pathways/{her}/views", watched.token(), ariadna_purpose="curiosity-canary"
    )
    assert (status, b"canary" in body) == (422, False)
    assert watched.latest("st_1")[0].outcome == "refused"


def test_of_what_is_no_id_nothing_is_kept(watched):
    watched.ask("/pathway/pathways/a-name-that-is-no-id", watched.token(), cookie=True)
    (read,) = watched.latest("st_1")
    assert (read.tried, read.outcome) == (None, "unknown")


def test_nothing_of_a_record_can_be_read_in_its_database(watched, her):
    watched.ask(f"/pathway/v1/pathways/{her}/views", watched.token("BCN-CANARY", actor="canary_1"))
    watched.ask("/pathway/v1/caseload", watched.token("BCN-CANARY", actor="canary_1"))
    book = watched.ariadna.reads
    rows = list(book.log.scan())
    with book.log.reading() as cursor:
        cursor.execute("SELECT tag, position FROM read_index")
        index = cursor.fetchall()
    written = repr((rows, index)).encode() + b"".join(row.state for row in rows) + b"".join(tag for tag, _ in index)
    for canary in (b"canary", b"CANARY", b"views", her.encode(), UUID(her).bytes):
        assert canary not in written
    assert len(book.of_staff(Staff("BCN-CANARY", "canary_1"), Span(), NEWEST, 10)) == 2


def test_without_her_key_it_is_still_known_who_looked(watched, her):
    watched.ask(f"/pathway/v1/pathways/{her}/views", watched.token())
    with closing(watched.ariadna.databases.of("keys")) as keys, keys.writing() as cursor:
        cursor.execute("DELETE FROM stream_keys WHERE stream = ?", (UUID(her).bytes,))
    assert [kept.record.actor for kept in watched.ariadna.reads.of_pathways([her], NEWEST, 10)] == ["st_1"]


@pytest.mark.promise("A8")
@pytest.mark.parametrize(
    "change",
    [  # 5
        "UPDATE stored_events SET state = ? WHERE position = 2",
        "DELETE FROM stored_events WHERE position = 2",
        "UPDATE stored_events SET author = ? WHERE position = 2",
        "DELETE FROM read_index WHERE position = 2",
        "UPDATE read_index SET position = 99 WHERE position = 2",
    ],
)
def test_a_changed_record_is_found(watched, her, change, tally):
    for n in range(4):
        watched.ask(f"/pathway/v1/pathways/{her}/views", watched.token(actor=f"st_{n}"))
    book = watched.ariadna.reads
    assert (verify(book.log), book.misindexed()) == (None, None)
    state = bytearray(next(row.state for row in book.log.scan() if row.position == 2))
    state[-1] ^= 1
    with book.log.database.making() as cursor:
        cursor.execute(change, (bytes(state),) if "?" in change else ())
    finding = verify(book.log)
    assert (finding.position if finding else book.misindexed()) == 2
    tally(changed=1, found=1)


def test_the_end_cut_off_is_found_by_the_checkpoint(watched, her):
    for _ in range(3):
        watched.ask(f"/pathway/v1/pathways/{her}/views", watched.token())
    watched.ariadna.checkpoints.write()
    book, kept = watched.ariadna.reads, watched.ariadna.checkpoints.kept()["reads"]
    assert verify(book.log, kept) is None
    with book.log.database.making() as cursor:
        cursor.execute("DELETE FROM stored_events WHERE position = 3")
        cursor.execute("UPDATE head SET position = 2")
    assert verify(book.log, kept).position == 3


def test_reads_at_once_share_a_commit(watched, her):
    """Sixty at once, each of its own person: all recorded, none lost."""
    path = f"/pathway/v1/pathways/{her}/views"
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: watched.ask(path, watched.token(actor=f"st_{n}")), range(60)))
    assert {status for status, *_ in answers} == {200}
    assert watched.count() == 60
    assert {kept.record.actor for kept in watched.ariadna.reads.of_pathways([her], NEWEST, 100)} == {
        f"st_{n}" for n in range(60)
    }
