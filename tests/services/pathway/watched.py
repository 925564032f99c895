"""The pathway service asked without a server, every byte and every record of its answers watched."""

import asyncio
import re
from contextlib import contextmanager, suppress
from datetime import date
from urllib.parse import urlencode
from uuid import uuid4

from eventsourcing.persistence import PersistenceError

from shared.reads import NEWEST, Span, Staff
from tests.services.stored import FAR, embedded, event, put
from tests.shared import asked

DAY = date(2026, 2, 2)
IDS = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
QUERY = {"step_id": "S1", "provider": FAR, "from": "2026-01-01", "to": "2026-06-30"}
BODIES = {
    "/pathway/v1/what-if": b'{"funding_window_ends": {"fwA": "2026-05-01"}, "on": "2026-04-01"}',
    "/pathway/v1/pathways/{pathway_id}/continuity-code": (
        b'{"safe_to_carry_paper": "no", "things_looked_through": "no", "she_wants_it": "yes"}'
    ),
}


HER_PAGES = "/pathway/pathways/"


class Watched:
    """The service asked without a server: what was sent, and how many records there were before the first byte."""

    def __init__(self, ariadna):
        self.ariadna = ariadna
        self.app = ariadna.services["pathway"].app()
        self.known: set[str] = set()
        self.counting = True

    def count(self):
        return self.ariadna.reads.log.position()

    def token(self, provider=FAR, role="supervisor", actor="st_1"):
        return self.ariadna.signer.issue(provider, role, actor)

    def ask(self, path, token=None, method="GET", body=b"", cookie=False, **headers):
        """Status, headers, body, and the count of records when the first byte was sent."""
        path, _, query = path.partition("?")
        told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        if token and cookie:
            session = self.ariadna.sign_in.sessions.begin(self.ariadna.verifier.reader(token))
            told.append((b"cookie", f"ariadna={session}".encode()))
        elif token:
            told.append((b"authorization", f"Bearer {token}".encode()))
        if method == "POST" and "/v1/" not in path:
            told.append((b"cookie", b"ariadna-form=f"))
            body = urlencode({"form": "f", "provider": FAR}).encode()
        elif body:
            told.append((b"content-type", b"application/json"))
        scope = {"type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode()}
        scope |= {"query_string": query.encode(), "headers": told, "scheme": "http", "server": ("made-up", 80)}
        sent, before = [], []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            before.append(self.count() if self.counting else 0)
            sent.append(message)

        with suppress(PersistenceError):  # is raised once more after its answer, for the frame around all services
            asyncio.run(self.app(scope, receive, send))
        whole = b"".join(message.get("body", b"") for message in sent)
        return sent[0]["status"], dict(sent[0]["headers"]), whole, before[0]

    def latest(self, actor, provider=FAR):
        """The records of somebody, the latest first."""
        return [kept.record for kept in self.ariadna.reads.of_staff(Staff(provider, actor), Span(), NEWEST, 1000)]

    def named(self, body):
        """The pathways whose ids stand in these bytes."""
        return {found.decode() for found in IDS.findall(body)} & self.known


@contextmanager
def network(folder, databases=None, pathways=3):
    """A few women of one provider, one of whom nobody else may read."""
    with embedded(folder / "data", databases) as ariadna:
        watched = Watched(ariadna)
        for _ in range(pathways):
            her = str(uuid4())
            watched.known.add(her)
            put(
                ariadna,
                event("PathwayOpened", her, DAY, basis="support_service"),
                event("NeedIdentified", her, DAY, need_id="n1", dimension="housing", voiced_by="her"),
                event("DeadlineSet", her, DAY, deadline_id="d1", rule="residence_permit", due_on="2026-03-01"),
            )
        ariadna.settle()
        yield watched


def routes(watched):
    """Every address of the service, the pages' too: method and template.

    Left out are the forms about her: they are refused before anybody is asked, unless a page of ours has sent them.
    """
    return [each for each in asked.routes(watched.app) if each[0] == "GET" or not each[1].startswith(HER_PAGES)]


def addressed(template, pathway_id, event_id):
    """An address of this template with everything that any of them asks for."""
    named = {"pathway_id": pathway_id, "event_id": event_id, "funding_window_id": "fwA", "window_id": "fwA"}
    path = template.format(**named, shape="report", name="ariadna.css", lang="ca")
    return f"{path}?{urlencode(QUERY)}"
