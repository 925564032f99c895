"""A running server and commands of other processes share one folder, and neither harms the other."""

import json
import subprocess
from pathlib import Path
from random import Random

import pytest

from deploy.wiring import Embedded
from tests.faults.accounts import Account, settled
from tests.faults.senders import Sender
from tests.journeys.running import COMMAND, ROOT, ago, ariadna, eventually, fact, forked, need, serving

PROVIDER = "BCN-FAR"
TOGETHER = 4
LINES = 400
PATIENCE = 60.0


def written(path: Path, events: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    return path


def older(pathway: str, count: int) -> list[dict[str, object]]:
    """An older register's events, with its own stamps."""
    stamps = {"provider_id": PROVIDER, "recorded_at": f"{ago(20)}T10:00:00Z"}
    opened = fact("PathwayOpened", pathway, ago(30), basis="support_service")
    return [
        opened | stamps,
        *(need(pathway, number) | {"occurred_on": ago(30)} | stamps for number in range(count - 1)),
    ]


def test_an_import_beside_a_busy_server_is_shown_by_it_and_leaves_no_gap(data, tmp_path, pathway, seed):
    account = Account()
    with serving(data) as server:
        sender = Sender(server, account, Random(seed))
        sender.start()
        try:
            eventually(lambda: len(account.acked) > 20, within=PATIENCE)
            file = written(tmp_path / "older.ndjson", older(pathway, LINES))
            told = ariadna("import", file, "--keep-recorded-at", "--json", "--data", data)
            assert told.returncode == 0, told.stderr
            assert json.loads(told.stdout)["accepted"] == LINES
            eventually(lambda: shown(server, pathway) == LINES, within=PATIENCE)
            during = ariadna("verify", "--data", data)
            assert during.returncode == 0, during.stdout + during.stderr
        finally:
            sender.end()
        assert listed(server, pathway), "the server's lists don't hold what another process imported"
        assert server.stop() == 0
    for event in map(json.loads, file.read_text().splitlines()):
        account.send("intake", [event["event_id"]])
    figures = settled(data, account)
    print(f"seed {seed}: {figures}")
    assert figures.stored >= figures.acked + LINES


def shown(server, pathway):
    answer = server.get(f"/pathway/v1/pathways/{pathway}/history", PROVIDER)
    return len(answer.json()["items"]) if answer.status_code == 200 else 0


def listed(server, pathway):
    items = server.get("/pathway/v1/gaps", PROVIDER, "supervisor", limit=500).json()["items"]
    return any(item["pathway_id"] == pathway for item in items)


def test_a_pathway_that_another_process_opened_takes_posts_at_the_server(data, tmp_path, pathway):
    with serving(data) as server:
        file = written(tmp_path / "older.ndjson", older(pathway, 3))
        assert ariadna("import", file, "--keep-recorded-at", "--data", data).returncode == 0
        assert server.post(need(pathway, 9), PROVIDER).status_code == 201
        assert server.post(need(pathway, 10), "MIL-ARTE").status_code == 422


def test_what_two_processes_post_on_one_pathway_at_once_is_stored_without_a_gap(data, tmp_path, pathway):
    """The same events through the server and through a command: each is stored by whoever comes first."""
    events = [need(pathway, number) for number in range(LINES)]
    account = Account()
    account.send("intake", [event["event_id"] for event in events])
    with serving(data) as server:
        file = written(tmp_path / "own.ndjson", list(reversed(events)))
        other = subprocess.Popen(
            [*COMMAND, "import", str(file), "--provider", PROVIDER, "--json", "--data", str(data)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        by_server = [server.post(event, PROVIDER) for event in events]
        told = json.loads(other.communicate(timeout=300)[0])
        assert other.returncode == 0
        assert server.stop() == 0
    for answer in by_server:
        account.told("intake", answer.json())
    accepted = sum(answer.status_code == 201 for answer in by_server)
    assert accepted + told["accepted"] == LINES
    assert {answer.status_code for answer in by_server} <= {200, 201}
    figures = settled(data, account)
    print(f"the server stored {accepted}, the other process {told['accepted']}: {figures}")
    assert (figures.acked, figures.stored) == (LINES, LINES)


@pytest.mark.parametrize("new", [True, False], ids=["new folder", "old folder"])
def test_imports_started_at_once_all_succeed(data, tmp_path, pathway, new):
    if not new:
        assert (
            ariadna(
                "import", written(tmp_path / "first.ndjson", older(pathway, 2)), "--keep-recorded-at", "--data", data
            ).returncode
            == 0
        )
    account = Account()
    files = []
    for number in range(TOGETHER):
        events = older(f"{pathway[:-1]}{number:x}", 50)
        account.send("intake", [str(event["event_id"]) for event in events])
        files.append(written(tmp_path / f"{number}.ndjson", events))
    command = [*COMMAND, "import", "--keep-recorded-at", "--json", "--data", str(data)]
    started = [
        subprocess.Popen([*command, str(file)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for file in files
    ]
    told = [process.communicate(timeout=300) for process in started]
    assert [process.returncode for process in started] == [0] * TOGETHER, "\n".join(err[-1500:] for _, err in told)
    assert [json.loads(out)["accepted"] for out, _ in told] == [50] * TOGETHER


def test_processes_started_at_the_same_moment_make_one_store(data):
    """Eight at once, by forks, which come nearer to each other than commands do."""
    ready = forked.Barrier(8)
    processes = [forked.Process(target=_open, args=(data, ready)) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 8


def _open(data, ready):
    ready.wait(30)
    ariadna = Embedded(data)
    ariadna.settle()
    ariadna.close()
