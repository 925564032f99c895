"""`ariadna erase`: nothing of her is left, in no file and no copy that is restored, and nothing comes back."""

import json
import shutil
from contextlib import closing
from uuid import UUID, uuid4

import pytest
from pysqlite3 import dbapi2 as sqlite3

from deploy.databases import KEYS, Files
from deploy.erasing import HERS
from deploy.wiring import SERVICES, Embedded
from shared.store.entries import Message
from shared.store.sealed import HEADER
from tests.deploy.command import PATHWAY, ariadna, row, rows, written
from tests.faults.accounts import SOAK

HER = UUID(PATHWAY).bytes
EVERYWHERE = sorted([*SERVICES, "notices"])
BOTH = ("--by", "po_1", "--by", "po_2")
REDELIVERIES = 1_000 if SOAK else 120
CODE = {"code_hash": "hmac:" + 64 * "4"}


@pytest.fixture
def traces(store):
    """All by which she could be known in a file: her id and her key in each form, and what was sealed of her."""
    put_everywhere(store)
    opened = Embedded(store)
    found = [HER, HER.hex().encode(), PATHWAY.encode(), PATHWAY.upper().encode()]
    for ring in (opened.rings.main, opened.rings.notices):
        key = ring.of([HER])[HER].secret
        with ring._database.reading() as cursor:
            cursor.execute("SELECT wrapped FROM stream_keys WHERE stream = ?", (HER,))
            found += [key, key.hex().encode(), cursor.fetchone()[0]]
    states = [one.state for log in opened.sources.values() for one in log.scan() if one.originator_id == HER]
    opened.close()
    return [*found, *(state[HEADER.size :][:32] for state in states), *(state[-32:] for state in states)]


def put_everywhere(store):
    """A row of hers in every table that may hold one, whatever the register had for it, and one of an import's."""
    opened = Embedded(store)
    opened.drain()
    for log in opened.sources.values():
        for table, columns in HERS.items():
            if not log.database.has(table):
                continue
            with log.writing() as cursor:
                cursor.execute(f"SELECT name, type FROM pragma_table_info('{table}')")
                value = {"BLOB": b"anotheranotherid", "TEXT": "another", "INTEGER": 0}
                filled = {name: HER if name == columns[-1] else value[kind] for name, kind in cursor.fetchall()}
                marks = ", ".join("?" * len(filled))
                cursor.execute(f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO NOTHING", list(filled.values()))
    opened.close()
    (store / "imports").mkdir(exist_ok=True)
    lines = [json.dumps({"line": n, "row": {"pathway_id": one}}) for n, one in enumerate((PATHWAY, str(uuid4())))]
    (store / "imports" / "refused.ndjson").write_text("\n".join(lines))


def of_hers():
    """The register once more, without what is a provider's own."""
    return [one for one in rows() if one["pathway_id"]]


def left(folder, traces):
    """The files that hold any of it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(trace in path.read_bytes() for trace in traces)]


def erase(store, *options):
    return ariadna("erase", PATHWAY, *(options or BOTH), "--json", "--data", store)


@pytest.mark.promise("P2")
def test_after_an_erasure_no_file_holds_anything_of_her(store, traces, tally):
    """The oracle reads every file by itself, for what it took down before."""
    before = left(store, traces)
    assert {"intake.db", "employment.db", "pathway.db", "keys.db", "refused.ndjson"} <= set(before)
    told = erase(store)
    assert (told.code, told.json["left"], told.json["services"]) == (0, [], EVERYWHERE)
    assert told.json["looked_for"] == ["ciphertext", "key", "pathway id"]
    assert left(store, traces) == []
    assert ariadna("verify", "--data", store).code == 0
    assert ariadna("rebuild", "--json", "--data", store).json["differing"] == 0
    assert len((store / "imports" / "refused.ndjson").read_text().splitlines()) == 1
    tally("", traces=len(traces), files_before=len(before), files_after=0)


@pytest.mark.promise("P2")
@pytest.mark.parametrize("name", SERVICES)
def test_a_copy_that_sqlite_left_in_a_page_goes_too(store, name):
    """As it leaves copies of rows that it moves within a page, of which its secure deletion does not know."""
    copy, path = b"a copy of " + HER, store / f"{name}.db"
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA secure_delete = OFF")
        file.execute("CREATE TABLE copies (what BLOB)")
        file.execute("INSERT INTO copies VALUES (?)", (copy,))
        file.execute("DROP TABLE copies")
        file.commit()
    assert copy in path.read_bytes()
    assert erase(store).json["left"] == []
    assert HER not in path.read_bytes()


def test_verify_tells_how_many_were_erased(store):
    erase(store)
    assert ariadna("verify", "--json", "--data", store).json["erased"] == {
        "intake": 1, "employment": 1, "pathway": 1, "notifications": 1, "reads": 0,
        "employment-reads": 0, "intake-reads": 0, "notices": 1,
    }  # fmt: skip
    assert "each with its record" in ariadna("verify", "--data", store).out


@pytest.mark.parametrize("by", [(), ("--by", "po_1"), ("--by", "po_1", "--by", "po_1"), (*BOTH, "--by", "po_3")])
def test_two_people_decide_and_no_other_number(store, by):
    assert ariadna("erase", PATHWAY, *by, "--data", store).code == 2
    assert ariadna("views", PATHWAY, "--data", store).code == 0


def test_what_was_left_is_named_and_nothing_is_recorded_until_it_is_gone(store):
    (store / "notes.txt").write_text(f"see {PATHWAY}")
    told = erase(store)
    assert (told.code, told.json["left"], told.json["services"]) == (1, [str(store / "notes.txt")], [])
    assert ariadna("erasures", "--json", "--data", store).json[0]["services"] == []
    (store / "notes.txt").unlink()
    assert ariadna("erasures", "--json", "--data", store).json[0]["services"] == EVERYWHERE


def test_the_ledger_says_who_decided_and_when_and_not_of_whom(store, tmp_path):
    erase(store, *BOTH, "--on", "2026-11-20")
    told = ariadna("erasures", "--to", tmp_path / "ledger", "--json", "--data", store)
    (entry,) = told.json
    assert (entry["decision"], entry["decided_on"], entry["by"]) == (
        "executed", "2026-11-20", ["LOCAL/po_1", "LOCAL/po_2"],
    )  # fmt: skip
    kept = (tmp_path / "ledger").read_bytes()
    assert not any(each in kept + told.out.encode() for each in (PATHWAY.encode(), HER.hex().encode()))
    assert b"po_1" not in kept


@pytest.mark.promise("P2")
def test_nothing_that_comes_again_is_stored_by_any_way(store, traces, tmp_path, tally):
    """Posted, imported, migrated, and carried as the very bytes that were stored: to each service."""
    opened = Embedded(store)
    carried = [
        Message(row.position, row.state)
        for name in ("intake", "employment")
        for row in opened.services[name].log.scan()
        if row.originator_id == HER
    ]
    opened.close()
    erase(store)
    again, tries = written(tmp_path / "again.ndjson", of_hers()), 0
    opened = Embedded(store)
    positions = {name: service.log.position() for name, service in opened.services.items()}
    while tries < REDELIVERIES:
        for service in opened.services.values():
            for deliver in [service.log.join, *service.subscriptions.values()]:
                deliver(carried, {f"again {tries}": 1})
                tries += len(carried)
    assert {name: service.log.position() for name, service in opened.services.items()} == positions
    opened.close()
    for options in (["--keep-recorded-at"], ["--provider", "BCN-FAR"]):
        told = ariadna("import", again, *options, "--json", "--data", store)
        assert told.json["accepted"] == 0, told.json
        tries += told.json["lines"]
    assert left(store, traces) == []
    tally("", redelivered=tries, stored=0)


@pytest.mark.promise("P2")
@pytest.mark.parametrize("copy", ["the newest keys", "older keys and the ledger"])
def test_an_older_backup_that_is_restored_leaves_her_erased(places, traces, tmp_path, tally, copy):
    """The oracle: the files of the restored store, and that nobody can read her there."""
    places.make()
    erase(places.data)
    ledger = ["--ledger", tmp_path / "ledger"]
    ariadna("erasures", "--to", tmp_path / "ledger", "--data", places.data)
    if copy == "the newest keys":
        older, places.backup = places.backup, tmp_path / "newer"
        assert places.make().code == 0
        places.backup, ledger = older, []
    told = places.restore(*ledger)
    assert told.code == 0, told.err
    assert left(places.new, traces) == []
    assert ariadna("verify", "--json", "--data", places.new).json["erased"]["pathway"] == 1
    told = ariadna(
        "import", written(tmp_path / "again", of_hers()), "--keep-recorded-at", "--json", "--data", places.new
    )
    assert told.json["accepted"] == 0
    tally("", restored=1, left=0)


def test_without_the_ledger_older_keys_bring_her_back_and_the_command_says_so(places):
    places.make()
    erase(places.data)
    told = places.restore()
    assert told.code == 0
    assert "No erasure ledger was brought" in told.err
    assert ariadna("views", PATHWAY, "--data", places.new).code == 0


@pytest.mark.parametrize("what", ["another installation's", "no ledger", "nothing there"])
def test_a_ledger_that_is_none_is_never_passed_over_in_silence(places, tmp_path, what):
    places.make()
    ledger = tmp_path / "ledger"
    if what == "another installation's":
        ariadna(
            "import",
            written(tmp_path / "other", [row(pathway_id=PATHWAY)]),
            "--keep-recorded-at",
            "--data",
            tmp_path / "o",
        )
        ariadna("erase", PATHWAY, *BOTH, "--data", tmp_path / "o")
        ariadna("erasures", "--to", ledger, "--data", tmp_path / "o")
    elif what == "no ledger":
        ledger.write_text("{}\n")
    assert places.restore("--ledger", ledger).code == 1
    assert not (places.new / "keys").exists()


@pytest.mark.promise("I5")
def test_a_row_that_is_taken_out_of_a_store_without_a_record_fails(store, tally):
    """The oracle: her first row in each log, once the ledger no longer tells of her."""
    erase(store)
    with_out = sqlite3.connect(store / "keys" / "keys.db", isolation_level=None)
    with_out.execute("DELETE FROM erasures")
    with_out.close()
    told = ariadna("verify", "--json", "--data", store)
    assert told.code == 4
    assert {finding["service"] for finding in told.json["findings"]} == {"intake", "employment", "pathway"}
    assert {finding["what"] for finding in told.json["findings"]} == {"erased, and no record says so"}
    tally("", logs=3, found=3)


def test_every_table_in_which_a_pathway_may_stand_is_known(store):
    """One that nobody named would keep her id, and the look for what is left would find it every time."""
    Embedded(store).close()
    for name in EVERYWHERE:
        with Files(store).of(name).reading() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in cursor.fetchall():
                cursor.execute(f"SELECT name FROM pragma_table_info('{table}')")
                columns = {column for (column,) in cursor.fetchall()}
                assert columns & {"stream", "other", "about"} == set(HERS.get(table, ())), table
    assert KEYS not in HERS


def test_her_key_is_found_in_a_copy_that_was_made_before(store, traces, tmp_path):
    """What the command says of older copies is so, and the oracle above can see it."""
    shutil.copytree(store, tmp_path / "older")
    told = ariadna("erase", PATHWAY, *BOTH, "--data", store)
    assert "destroy the older copies" in " ".join(told.err.split())
    assert "keys.db" in left(tmp_path / "older", traces)
