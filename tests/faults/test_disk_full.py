"""A disk without room: what can't be stored is refused with 503, and all goes on by itself once there is room.

On SQLite a small disk and a limit on file sizes; on PostgreSQL its server's disk, under services over Kafka. That a
server is out of room is told by its refusals alone: services are ready as long as it takes a small write.
"""

from random import Random

import pytest

from tests.faults.accounts import Account
from tests.faults.forms import kept
from tests.faults.rooms import SmallServer, small_disk, small_files, small_server
from tests.faults.senders import Sender
from tests.journeys.running import Server, eventually

ROOMS = [("sqlite", small_disk), ("sqlite", small_files), ("distributed", small_server)]
PROBLEMS = {"/problems/no_room", "/problems/not_ready"}
SENDERS = 2
REFUSALS = 20


@pytest.mark.promise("D3")
@pytest.mark.parametrize(("over", "room_of"), ROOMS)
def test_a_full_disk_refuses_what_it_cannot_store_and_stores_again_when_there_is_room(
    tmp_path, seed, tally, over, room_of
):
    account = Account()
    with room_of(tmp_path) as room:
        server = room.form.server
        senders = [Sender(server, account, Random(f"{seed} {number}")) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        eventually(lambda: len(account.acked) > 100, within=60)
        pids = room.form.pids()
        room.fill()
        eventually(lambda: all(len(sender.answers) >= REFUSALS for sender in senders), within=120)
        if not isinstance(room, SmallServer):
            eventually(lambda: not_ready(server), within=30)
        assert server.client.get("/health/live").status_code == 200
        acked = len(account.acked)
        room.free()
        eventually(lambda: len(account.acked) > acked + 100, within=120)
        eventually(lambda: server.client.get("/health/ready").status_code == 200, within=60)
        for sender in senders:
            sender.end()
        assert room.form.pids() == pids, "a process fell over"
        eventually(lambda: carried(server, account), within=60)
        figures = kept(room.form, account)
    answers = [answer for sender in senders for answer in sender.answers]
    tally(f"seed {seed}, {room_of.__name__}", refused_for_the_moment=len(answers), **figures._asdict())
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
    """Has what carries brought the last acked event of each door to the histories?"""
    last: dict[str, int] = {}
    for (door, _), position in account.acked.items():
        last[door] = max(position, last.get(door, 0))
    seen = {"Ariadna-After": ", ".join(f"{door}={position}" for door, position in last.items())}
    headers = server.token("BCN-FAR", "supervisor") | seen
    return server.client.get("/pathway/v1/without-referent", headers=headers).status_code == 200
