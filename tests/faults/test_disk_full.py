"""A disk without room: what can't be stored is refused with 503, and all goes on by itself once there is room."""

import os
from random import Random

import pytest

from tests.faults.accounts import Account, settled
from tests.faults.rooms import small_disk, small_files
from tests.faults.senders import Sender
from tests.journeys.running import Server, ariadna, eventually

ROOMS = [small_disk, small_files]
PROBLEMS = {"/problems/no_room", "/problems/not_ready"}
SENDERS = 2
REFUSALS = 20


@pytest.mark.parametrize("room_of", ROOMS)
def test_a_full_disk_refuses_what_it_cannot_store_and_stores_again_when_there_is_room(tmp_path, seed, room_of):
    account = Account()
    with room_of(tmp_path / "small") as room:
        server = Server(tmp_path / "small" / "data", told=tmp_path / "told").start()
        senders = [Sender(server, account, Random(f"{seed} {number}")) for number in range(SENDERS)]
        try:
            for sender in senders:
                sender.start()
            eventually(lambda: len(account.acked) > 100, within=30)
            room.fill(server)
            pid = server.pid
            eventually(lambda: all(len(sender.answers) >= REFUSALS for sender in senders), within=120)
            ready = eventually(lambda: not_ready(server), within=30)
            assert server.client.get("/health/live").status_code == 200
            acked = len(account.acked)
            room.free(server)
            eventually(lambda: len(account.acked) > acked + 100, within=60)
            eventually(lambda: server.client.get("/health/ready").status_code == 200, within=30)
            for sender in senders:
                sender.end()
            assert server.pid == pid
            os.kill(pid, 0)
            eventually(lambda: carried(server, account), within=60)
            assert server.stop() == 0
        finally:
            server.close()
        answers = [answer for sender in senders for answer in sender.answers]
        told = ariadna("verify", "--data", server.data)
        assert told.returncode == 0, told.stdout + told.stderr
        figures = settled(server.data, account)
    print(f"seed {seed}, {room_of.__name__}: refused {len(answers)} posts, not ready: {ready['reasons']}; {figures}")
    print(f"codes: {sorted({answer[2]['type'] for answer in answers})}; refused meanwhile: {dict(account.refused)}")
    assert {answer[2]["type"] for answer in answers} <= PROBLEMS
    assert {answer[2]["status"] for answer in answers} == {503}
    assert all(int(answer[1]) > 0 for answer in answers), "an answer without Retry-After"
    assert set(account.refused) <= {"unknown_pathway"}


def not_ready(server: Server) -> dict[str, list[str]] | None:
    """What it says of itself when it is not ready: the services that can't store."""
    answer = server.client.get("/health/ready")
    if answer.status_code == 200:
        return None
    assert answer.status_code == 503
    told: dict[str, list[str]] = answer.json()
    assert set(told["reasons"]) <= {"intake", "employment", "pathway", "notifications"}
    return told if told["reasons"] else None


def carried(server: Server, account: Account) -> bool:
    """Has the running server's relay brought the last acked event of each door to the histories?"""
    last: dict[str, int] = {}
    for (door, _), position in account.acked.items():
        last[door] = max(position, last.get(door, 0))
    seen = {"Ariadna-After": ", ".join(f"{door}={position}" for door, position in last.items())}
    headers = server.token("BCN-FAR", "supervisor") | seen
    return server.client.get("/pathway/v1/without-referent", headers=headers).status_code == 200
