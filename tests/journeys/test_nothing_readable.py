"""P1 in embedded mode: of what was posted, well or badly, nothing is readable but in answers to those who may read."""

import base64
import json
from functools import partial
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from pydantic import ValidationError

from shared.contracts import FACTS, door_of
from shared.contracts.public import validator_for
from tests.journeys.running import CLOUDEVENT, NDJSON, Server, eventually, fact, need

STEM = "qzxkwvjqyz"
POSTER = "QZXKWVJQYZ-FAR"
DOORS = ("intake", "pathway", "employment", "notifications")
CLEAR = {"referent_provider"}  # provider ids are clear in the overview's index columns: she is told by nobody's name


def canaries(number: int) -> list[str]:
    """Texts that stand for what may be in a field; one of them fits wherever a text does."""
    return [
        f"{STEM}{number}",
        f"{STEM.upper()}-{number}",
        f"hmac:{STEM}{number}",
        f"K7QM-{STEM.upper()}",
        f"{STEM} " * 4,
    ]


def fits(event: Any) -> bool:
    try:
        validator_for(event["type"]).validate_json(json.dumps(event))
    except ValidationError:
        return False
    return True


def with_canaries(type_name: str, pathway_id: str) -> tuple[Any, set[str]]:
    """A well-formed event of a type with a canary in every field that takes a text, and the names of those fields."""
    given = dict(FACTS[type_name].example)
    if "dimension" in FACTS[type_name].__struct_fields__:
        given.setdefault("dimension", "health")
    event = fact(type_name, None if FACTS[type_name].stream == "provider" else pathway_id, **given)
    put: set[str] = set()
    for number, field in enumerate(msgspec.structs.fields(FACTS[type_name])):
        if field.name in CLEAR:
            continue
        for canary in canaries(number):
            tries = [
                event | {"data": event["data"] | {field.name: value}} for value in (canary, [canary], {STEM: canary})
            ]
            if fitting := next(filter(fits, tries), None):
                event, put = fitting, put | {field.name}
                break
    return event, put


def needles() -> list[bytes]:
    """The stem in every form in which it could lie about."""
    found = []
    for text in (STEM, STEM.upper()):
        raw = text.encode()
        found += [
            raw,
            raw.hex().encode(),
            raw.hex().upper().encode(),
            text.encode("utf-16-le"),
            text.encode("utf-16-be"),
        ]
        for shift in range(3):  # of a base64 text only the middle is the same whatever stands around it
            found.append(base64.b64encode(b"\0" * shift + raw)[4:-4])
    return found


def hits(content: bytes) -> list[bytes]:
    return [needle for needle in needles() if needle in content]


@pytest.mark.parametrize("form", ["plain", "upper", "hex", "utf-16", "base64"])
def test_a_canary_would_be_found(form):
    text = f"...{STEM}7..."
    content = {
        "plain": text.encode(),
        "upper": text.upper().encode(),
        "hex": text.encode().hex().encode(),
        "utf-16": text.encode("utf-16"),
        "base64": base64.b64encode(text.encode()),
    }[form]
    assert hits(content)


def test_every_kind_of_text_carries_a_canary():
    put = {name: fields for name in FACTS for fields in [with_canaries(name, str(uuid4()))[1]] if fields}
    assert len(put) > 50
    assert {"name", "city"} <= put["ProviderRegistered"]
    assert put["ConsentGiven"] >= {"consent_id", "recipients"}
    assert "note" in put["EmergencyAccessUsed"]
    assert "changes" in put["EventCorrected"]


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """A server to which all was posted that there is, well and badly; its folder and all it answered."""
    server = Server(tmp_path_factory.mktemp("canaries") / "data").start()
    answers: list[Any] = []
    told = partial(_post, server, answers)
    pathway = str(uuid4())
    told(need(pathway), "intake")
    eventually(
        lambda: server.post(fact("PlanReviewed", pathway, with_her=True), POSTER, door="pathway").status_code == 201
    )
    for name in sorted(FACTS):
        event, _ = with_canaries(name, pathway)
        door = door_of(name, event["data"])
        told(event, "intake" if door == "policy" else door)
    _badly(server, answers, pathway)
    label = server.client.put(
        f"/intake/v1/pathways/{pathway}/label", json={"label": f"{STEM}-12"}, headers=server.token(POSTER)
    )
    assert label.status_code == 200
    wrong = (f"views?as_of={STEM}", f"history?known_at={STEM}", STEM)
    answers += [server.get(f"/pathway/v1/pathways/{pathway}/{path}", POSTER) for path in wrong]
    server.get("/pathway/v1/caseload", POSTER)
    answers.append(server.client.get("/metrics"))
    answers.append(server.client.get("/health/ready"))
    yield server, answers
    server.close()


def _post(server: Server, answers: list[Any], event: Any, door: str) -> None:
    answers.append(server.post(event, POSTER, "supervisor", door))


def _badly(server: Server, answers: list[Any], pathway: str) -> None:
    good = need(pathway)
    events: list[Any] = [
        good | {STEM: STEM},
        good | {"event_id": STEM},
        good | {"pathway_id": STEM},
        good | {"type": STEM},
        good | {"occurred_on": STEM},
        good | {"occurred_at": STEM},
        good | {"lateness_reason": STEM},
        good | {"data": STEM},
        good | {"data": good["data"] | {STEM: STEM}},
        good | {"data": good["data"] | {"need_id": STEM * 20}},
        good | {"data": good["data"] | {"dimension": STEM}},
        good | {"data": good["data"] | {"voiced_by": [STEM]}},
        {STEM: STEM},
        [STEM],
        STEM,
    ]
    for event in events:
        answers += [server.post(event, POSTER, door=door) for door in DOORS]
    answers.append(server.post(events, POSTER))
    raw = [
        f'{{"{STEM}"',
        f'{{"a": "{STEM}\\u0000"}}',
        f'{{"{STEM}": 1, "{STEM}": 2}}',
        f'"\\ud800{STEM}"',
        f"{STEM}" * 20_000,
    ]
    for text in raw:
        answers.append(server.send(text, POSTER))
        answers.append(server.send(text + "\n" + text, POSTER, **NDJSON))
    told = {"specversion": "1.0", "id": str(uuid4()), "source": STEM, "type": "NeedIdentified", "subject": pathway}
    told |= {"occurredon": good["occurred_on"], "data": good["data"]}
    answers.append(server.send(json.dumps(told), POSTER, **CLOUDEVENT))
    answers.append(server.send(json.dumps(told | {STEM: STEM}), POSTER, **CLOUDEVENT))
    headers = ("content-type", "content-encoding", "Ariadna-After", "x-request-id", "user-agent", "cookie")
    answers += [server.post(need(pathway), POSTER, **{header: STEM}) for header in headers]
    tokens = (STEM, f"Bearer {STEM}", f"Bearer {STEM}.{STEM}.{STEM}")
    answers += [
        server.client.post("/intake/v1/events", json=good, headers={"authorization": token}) for token in tokens
    ]
    paths = (f"/{STEM}", f"/intake/{STEM}", f"/intake/v1/events/{STEM}", f"/pathway/pathways/{STEM}?as_of={STEM}")
    answers += [server.get(path, POSTER) for path in paths]


def test_no_receipt_and_no_refusal_repeats_what_was_sent(answered):
    _, answers = answered
    statuses = {answer.status_code for answer in answers}
    assert statuses >= {200, 201, 207, 400, 401, 404, 409, 415, 422}
    assert max(statuses) < 500
    for answer in answers:
        assert hits(answer.content) == [], answer.request.url.path
        assert hits(str(answer.headers).encode()) == []


def test_nothing_is_readable_in_the_files_of_a_running_server(answered):
    server, _ = answered
    assert any(path.suffix == ".db-wal" for path in server.data.rglob("*"))
    scanned(server)


def test_nothing_is_readable_in_what_a_killed_server_leaves(answered):
    server, _ = answered
    server.kill()
    scanned(server)


def scanned(server: Server) -> None:
    files = [path for path in server.data.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"intake.db", "pathway.db", "employment.db", "notifications.db", "keys.db"}
    assert sum(path.stat().st_size for path in files) > 100_000
    for path in [*files, server.told]:
        assert hits(path.read_bytes()) == [], path.name
    assert need(str(uuid4()))["data"]["need_id"] not in server.said()
