"""I6: an auditor checks an export with one script, our services off; whatever was changed in it is told."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from uuid import UUID

import msgspec
import pytest
from pysqlite3 import dbapi2 as sqlite3

from deploy.auditor import verify_export
from deploy.wiring import Embedded
from shared.chain.note import vkey
from shared.errors import UnknownPathway
from shared.signing import signing_key
from shared.store.signed import SignedLog, origin
from tests.deploy.command import PATHWAY, ariadna, row, written
from tests.shared.store.test_audit import SOAK

MUTATED = 5_000 if SOAK else 150
LOGS = ("employment", "employment-reads", "intake", "intake-reads", "notices", "notifications", "pathway", "reads")
SCRIPT = Path(verify_export.__file__)


@pytest.fixture(scope="module")
def made(imported, tmp_path_factory):
    """An export of a whole store."""
    folder = tmp_path_factory.mktemp("exports") / "whole"
    assert ariadna("export-audit", folder, "--data", imported).code == 0
    return folder


@pytest.fixture
def export(made, tmp_path):
    shutil.copytree(made, tmp_path / "export")
    return tmp_path / "export"


@pytest.fixture
def check(monkeypatch, capsys):
    """Runs the script in this process: its exit code, and what it said on standard output."""

    def run(folder, *said):
        keys = [f"--key={key}" for key in (folder / "vkeys.txt").read_text().split()]
        monkeypatch.setattr(sys, "argv", ["verify_export.py", *map(str, (folder, *keys, *said))])
        code = verify_export.main()
        return code, capsys.readouterr().out

    return run


def lines(export, log="pathway"):
    return (export / f"{log}.rows.ndjson").read_bytes().splitlines(keepends=True)


def put(export, rows, log="pathway"):
    (export / f"{log}.rows.ndjson").write_bytes(b"".join(rows))


@pytest.mark.promise("I6")
def test_an_auditor_needs_one_file_and_nothing_of_ours(export, tmp_path, tally):
    """The script is copied away and run apart from every path of this project, with nothing in its environment."""
    script = shutil.copy(export / SCRIPT.name, tmp_path / "check.py")
    key = (export / "vkeys.txt").read_text().split()
    told = subprocess.run(
        [sys.executable, "-I", script, export, *(f"--key={each}" for each in key)],
        cwd=tmp_path, env={}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert [line.partition(":")[0] for line in told.stdout.splitlines()] == list(LOGS)
    assert told.stderr == ""
    tally(rows=sum(len(lines(export, log)) for log in LOGS), wrong=0)


def test_the_script_imports_the_standard_library_and_cryptography():
    found = {node for node in ast.walk(ast.parse(SCRIPT.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)}
    names = {name.name if isinstance(node, ast.Import) else node.module for node in found for name in node.names}
    assert {name.partition(".")[0] for name in names} - sys.stdlib_module_names == {"cryptography"}


def test_an_export_holds_no_content_and_no_key(export, imported):
    """The ciphertexts of the store itself are the oracle: no 16 bytes of any are in the export."""
    told = b"".join(path.read_bytes() for path in export.iterdir())
    connection = sqlite3.connect(imported / "intake.db")
    sealed = [state[74:] for (state,) in connection.execute("SELECT state FROM stored_events")]
    connection.close()
    assert not [each for each in sealed if each[:16].hex().encode() in told]
    assert b"BCN-FAR" not in told


@pytest.mark.promise("I6")
def test_any_changed_byte_of_an_export_is_told_with_its_row(export, check, seed, tally):
    draw = Random(seed)
    missed = tried = 0
    rows = lines(export)
    for _ in range(MUTATED):
        place = draw.randrange(len(rows))
        changed = bytearray(rows[place])
        changed[draw.randrange(len(changed) - 1)] ^= 1 << draw.randrange(7)
        put(export, [*rows[:place], bytes(changed), *rows[place + 1 :]])
        tried += 1
        code, told = check(export)
        missed += code != 4 or f"pathway: position {place + 1}: " not in told
    tally(f"seed {seed}", changed=tried, missed=missed)
    assert missed == 0


@pytest.mark.promise("I6")
@pytest.mark.parametrize(
    ("what", "first"),
    [("one", 5), ("range", 5), ("swapped", 5), ("twice", 6), ("tail", -1), ("all", 1), ("one more", -2)],
)
def test_rows_that_were_taken_out_or_put_in_are_told(export, check, what, first):
    rows = lines(export)
    changed = {
        "one": [*rows[:4], *rows[5:]],
        "range": [*rows[:4], *rows[20:]],
        "swapped": [*rows[:4], rows[5], rows[4], *rows[6:]],
        "twice": [*rows[:5], *rows[4:]],
        "tail": rows[:-1],
        "all": [],
        "one more": [*rows, rows[-1].replace(b'"position":%d' % len(rows), b'"position":%d' % (len(rows) + 1))],
    }[what]
    put(export, changed)
    position = {-1: len(rows), -2: len(rows) + 1}.get(first, first)
    code, told = check(export)
    assert code == 4
    assert f"pathway: position {position}: " in told


def test_a_log_cut_short_with_its_checkpoint_put_in_step_is_told_by_the_signature(export, check):
    note = export / "pathway.checkpoint"
    note.write_text(note.read_text().replace(f"\n{len(lines(export))}\n", "\n3\n"))
    put(export, lines(export)[:3])
    code, told = check(export)
    assert code == 4
    assert "pathway.checkpoint: its signature does not hold" in told


def test_an_older_copy_is_told_by_a_checkpoint_that_was_kept(store, check, tmp_path):
    ariadna("export-audit", tmp_path / "older", "--data", store)
    ariadna("import", written(tmp_path / "more.ndjson", [row()]), "--keep-recorded-at", "--data", store)
    kept = tmp_path / "kept.txt"
    kept.write_text(ariadna("checkpoint", "--data", store).out)
    assert check(tmp_path / "older")[0] == 0
    code, told = check(tmp_path / "older", "--kept", kept)
    assert code == 4
    assert f"intake: position {len(lines(tmp_path / 'older', 'intake')) + 1}: missing" in told
    assert "kept.txt" not in told
    assert check(tmp_path / "older", "--kept", tmp_path / "older")[0] == 0
    kept.write_text("")
    assert check(tmp_path / "older", "--kept", kept)[0] == 4


def test_a_history_written_anew_with_links_that_follow_is_told_by_the_root(export, check):
    rows = lines(export)
    heads = {}
    for line in rows[:-1]:
        heads[json.loads(line)["header"][20:52]] = bytes.fromhex(json.loads(line)["link"])
    last = json.loads(rows[-1])
    header, other = bytes.fromhex(last["header"]), bytes(range(32))
    clear = verify_export.sha256(header, len(rows).to_bytes(8, "big"), last["topic"].encode())
    link = verify_export.sha256(b"\2", heads.get(header[10:26].hex(), bytes(32)), clear, other)
    last |= {"ciphertext": other.hex(), "link": link.hex()}
    put(export, [*rows[:-1], json.dumps(last, separators=(",", ":"), sort_keys=True).encode() + b"\n"])
    code, told = check(export)
    assert code == 4
    assert f"pathway: position {len(rows)}: the log up to here is not the one that was signed" in told


@pytest.mark.parametrize("gone", ["pathway.rows.ndjson", "pathway.checkpoint"])
def test_a_log_that_is_left_out_is_told(export, check, gone):
    (export / gone).unlink()
    code, told = check(export)
    assert code == 4
    assert "pathway: its rows, its key or a signed checkpoint of it is not there" in told


def test_a_key_that_is_not_the_one_agreed_on_is_told(export, check):
    other = signing_key(export.parent / "other.pem").public_key()
    (export / "vkeys.txt").write_text("".join(f"{vkey(origin(name), other)}\n" for name in LOGS))
    code, told = check(export)
    assert code == 4
    assert told.count("not signed by the log's key") == len(LOGS)


@pytest.fixture
def part(imported, tmp_path):
    told = ariadna("export-audit", tmp_path / "part", "--pathway", PATHWAY, "--data", imported)
    assert told.code == 0, told
    return tmp_path / "part"


def test_the_events_of_one_pathway_are_shown_to_be_in_the_log(part, check):
    code, told = check(part)
    assert code == 0
    rows = [json.loads(line) for log in LOGS for line in lines(part, log)]
    assert {row["header"][20:52] for row in rows} == {UUID(PATHWAY).hex}
    assert f"pathway: {len(lines(part))} events of a part hold" in told


def test_what_was_changed_in_a_part_is_told(part, check):
    rows = lines(part)
    proof = json.loads(rows[2])["proof"][0].encode()
    bare = json.loads(rows[0])
    del bare["proof"]
    for changed in (
        [*rows[:2], *rows[3:]],
        rows[1:],
        [rows[1], rows[0], *rows[2:]],
        [*rows[:2], rows[2].replace(proof, proof[::-1]), *rows[3:]],
        [json.dumps(bare, separators=(",", ":"), sort_keys=True).encode() + b"\n", *rows[1:]],
    ):
        put(part, changed)
        assert check(part)[0] == 4, changed


def test_of_a_pathway_that_is_not_there_nothing_is_exported(store, tmp_path):
    with pytest.raises(UnknownPathway):
        ariadna("export-audit", tmp_path / "x", "--pathway", str(UUID(int=1)), "--data", store)
    assert ariadna("export-audit", store, "--data", store).code == 2


def test_a_row_of_which_only_hashes_are_left_is_followed(export, check):
    """As an erasure leaves it: the same hashes, so that all links and roots are as before."""
    rows = lines(export)
    for place, line in enumerate(rows):
        told = json.loads(line)
        header = bytes.fromhex(told.pop("header"))
        clear = verify_export.sha256(header, told["position"].to_bytes(8, "big"), told["topic"].encode())
        told |= {"topic": "erased", "clear": clear.hex(), "stream": header[10:26].hex()}
        rows[place] = json.dumps(told, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    put(export, rows)
    code, told = check(export)
    assert code == 0
    assert f"{len(rows)} of them erased" in told


def test_a_receipt_is_checked_beside_the_log_it_is_of(store, check, tmp_path):
    ariadna("export-audit", tmp_path / "export", "--data", store)
    installation = Embedded(store)
    try:
        log = installation.services["intake"].log
        states = [each.state for each in log.scan()]
        signed = SignedLog(log, signing_key(store / "keys" / "checkpoints.pem"))
        receipts = [signed.receipt(UUID(bytes=state[26:42]), "BCN-FAR") for state in states]
    finally:
        installation.close()
    found = [receipt for receipt in receipts if receipt]
    assert found
    said = json.loads(msgspec.json.encode(found[-1]))
    file = tmp_path / "receipt.json"
    for changed, code in (
        ({}, 0),
        ({"position": said["position"] - 1}, 4),
        ({"recorded_at": "2026-01-01T00:00:00Z"}, 4),
        ({"event_id": str(UUID(int=1))}, 4),
        ({"ciphertext_hash": said["previous"]}, 4),
        ({"proof": said["proof"][::-1]}, 4),
        ({"checkpoint": said["checkpoint"].replace("intake", "pathway")}, 4),
        ({"envelope": None}, 4),
    ):
        file.write_text(json.dumps(said | changed))
        assert check(tmp_path / "export", "--receipt", file)[0] == code, changed


def test_wrong_use_is_told(export, tmp_path):
    for said in ([], [tmp_path], [export, "--key", "x"], [export, "--kept", tmp_path / "none"]):
        told = subprocess.run([sys.executable, "-I", SCRIPT, *said], capture_output=True, text=True, check=False)
        assert told.returncode == 2, said
    helped = subprocess.run([sys.executable, "-I", SCRIPT, "--help"], capture_output=True, text=True, check=True)
    assert "SHA256(0x02 | link before" in helped.stdout
