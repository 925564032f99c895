"""Connections that post made-up events without end, alone and as lines, and take down every receipt they get."""

import json
import threading
import time
from random import Random
from typing import Any
from uuid import UUID

import httpx

from tests.faults.accounts import SOAK, Account
from tests.journeys.running import NDJSON, TODAY, Server, fact

PROVIDER = "BCN-FAR"
DIMENSIONS = ("housing", "health", "language_training")
MOST_LINES = 100 if SOAK else 50
GAVE_UP = (httpx.TransportError, httpx.StreamError)


class Sender(threading.Thread):
    """One connection to a server that may vanish and come back; what nobody answered is sometimes sent again."""

    def __init__(self, server: Server, account: Account, random: Random) -> None:
        super().__init__(daemon=True)
        self._server = server
        self._token = server.token(PROVIDER, minutes=1440)
        self._account = account
        self._random = random
        self._pathways: list[str] = []
        self._over = threading.Event()
        self.unanswered: list[tuple[str, list[Any]]] = []
        self.answers: list[tuple[int, str, Any]] = []
        self.failure: Exception | None = None

    def run(self) -> None:
        with self._server.another_client() as client:
            try:
                while not self._over.is_set():
                    self._send(client, *self._next())
            except Exception as error:
                self.failure = error

    def end(self) -> None:
        """Stop, wait for the last answer; what went wrong in the thread is raised here."""
        self._over.set()
        self.join(30)
        if self.failure:
            raise self.failure
        assert not self.is_alive(), "a sender waits for ever"

    def _next(self) -> tuple[str, list[Any]]:
        if self.unanswered and self._random.random() < 0.5:
            return self.unanswered.pop()
        if not self._pathways or self._random.random() < 0.1:
            opened = self._id()
            self._pathways = [*self._pathways[-20:], opened]
            return "intake", [self._event("PathwayOpened", opened, basis="support_service")]
        count = self._random.choice((1, 1, 1, self._random.randint(20, MOST_LINES)))
        if self._random.random() < 0.25:
            return "employment", [self._work() for _ in range(count)]
        return "intake", [self._need() for _ in range(count)]

    def _send(self, client: httpx.Client, door: str, events: list[Any]) -> None:
        self._account.send(door, [event["event_id"] for event in events])
        try:
            answered = self._one(client, door, events[0]) if len(events) == 1 else self._lines(client, door, events)
        except GAVE_UP:
            answered = False
            _wait_for(client)
        if not answered:
            self.unanswered.append((door, events))

    def _one(self, client: httpx.Client, door: str, event: Any) -> bool:
        answer = client.post(f"/{door}/v1/events", json=event, headers=self._token)
        return self._taken_down(door, answer)

    def _lines(self, client: httpx.Client, door: str, events: list[Any]) -> bool:
        """A receipt that came before the connection broke is an ack, whatever became of the rest."""
        text = "\n".join(json.dumps(event) for event in events)
        headers = {**self._token, **NDJSON}
        with client.stream("POST", f"/{door}/v1/events", content=text, headers=headers) as answer:
            if answer.status_code != 200:
                answer.read()
                return self._taken_down(door, answer)
            count = 0
            for line in answer.iter_lines():
                self._account.told(door, json.loads(line))
                count += 1
        return count == len(events)

    def _taken_down(self, door: str, answer: httpx.Response) -> bool:
        if answer.status_code == 503:
            self.answers.append((503, answer.headers.get("retry-after", ""), answer.json()))
            time.sleep(0.02)
            return False
        self._account.told(door, answer.json())
        return True

    def _need(self) -> Any:
        data = {"need_id": f"n{self._random.getrandbits(40)}", "dimension": self._random.choice(DIMENSIONS)}
        return self._event("NeedIdentified", self._random.choice(self._pathways), voiced_by="her", **data)

    def _work(self) -> Any:
        data = {"step_id": f"w{self._random.getrandbits(40)}", "dimension": "job_placement"}
        return self._event("StepStarted", self._random.choice(self._pathways), **data)

    def _event(self, type_name: str, pathway_id: str, **data: Any) -> Any:
        return fact(type_name, pathway_id, TODAY, **data) | {"event_id": self._id()}

    def _id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


def _wait_for(client: httpx.Client) -> None:
    """Until there is a server again, half a minute at most."""
    for _ in range(600):
        try:
            client.get("/health/live")
        except GAVE_UP:
            time.sleep(0.05)
        else:
            return
