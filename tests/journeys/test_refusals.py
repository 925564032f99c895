"""What can't be taken is refused with a reason, never with a word of what was sent, and stores nothing."""

import json
from uuid import uuid4

import pytest

from tests.journeys.running import CLOUDEVENT, NDJSON, TODAY, ago, fact, need

FAR = "BCN-FAR"
CANARY = "canary7f3a"


def found(answer):
    """Path and code of the first thing wrong, by receipt or by problem details."""
    first = answer.json()["errors"][0]
    return first["path"], first["code"]


WRONG = {
    "unknown type": ({"type": CANARY}, "type", "unknown_type"),
    "type not a text": ({"type": [CANARY]}, "type", "unknown_type"),
    "other version": ({"schema_version": 2}, "schema_version", None),
    "version as text": ({"schema_version": CANARY}, "schema_version", None),
    "id not a uuid": ({"event_id": CANARY}, "event_id", "not_a_uuid"),
    "id a number": ({"event_id": 5}, "event_id", None),
    "pathway not a uuid": ({"pathway_id": CANARY}, "pathway_id", "not_a_uuid"),
    "no pathway": ({"pathway_id": None}, "pathway_id", None),
    "day not a date": ({"occurred_on": CANARY}, "occurred_on", "not_a_date"),
    "day that is not": ({"occurred_on": "2026-02-30"}, "occurred_on", "not_a_date"),
    "day of no leap year": ({"occurred_on": "2025-02-29"}, "occurred_on", "not_a_date"),
    "day of the year 0": ({"occurred_on": "0000-01-01"}, "occurred_on", "not_a_date"),
    "day in another form": ({"occurred_on": TODAY.strftime("%Y%m%d")}, "occurred_on", "not_a_date"),
    "day as seconds": ({"occurred_on": 1700000000}, "occurred_on", None),
    "moment without zone": ({"occurred_at": f"{ago(1)}T10:00:00", "occurred_on": None}, "occurred_at", "not_a_date"),
    "both clocks": ({"occurred_at": f"{ago(1)}T10:00:00Z"}, "occurred_at", None),
    "no clock": ({"occurred_on": None}, "occurred_on", "missing"),
    "unknown reason of lateness": ({"lateness_reason": CANARY}, "lateness_reason", "not_in_list"),
    "unknown field": ({CANARY: CANARY}, "", "unknown_field"),
    "her provider in the body": ({"provider_id": CANARY}, "", "unknown_field"),
    "her role in the body": ({"role": CANARY}, "", "unknown_field"),
    "the moment of recording": ({"recorded_at": CANARY}, "", "unknown_field"),
    "a position": ({"position": 1}, "", "unknown_field"),
    "data not an object": ({"data": CANARY}, "data", None),
    "no data": ({"data": None}, "data", None),
}
WRONG_DATA = {
    "unknown field": ({CANARY: CANARY}, "data", "unknown_field"),
    "code outside the list": ({"dimension": CANARY}, "data.dimension", "not_in_list"),
    "number for a code": ({"voiced_by": 7}, "data.voiced_by", None),
    "id with a space": ({"need_id": f"{CANARY} x"}, "data.need_id", None),
    "id much too long": ({"need_id": CANARY * 30}, "data.need_id", None),
    "nothing for a required field": ({"need_id": None}, "data.need_id", None),
}


@pytest.mark.parametrize(("change", "path", "code"), WRONG.values(), ids=WRONG)
def test_the_envelope_is_checked(server, pathway, change, path, code):
    event = need(pathway) | change
    answer = server.post(event, FAR)
    assert answer.status_code == 422
    assert found(answer) == (path, code or found(answer)[1])
    assert CANARY not in answer.text


@pytest.mark.parametrize(("change", "path", "code"), WRONG_DATA.values(), ids=WRONG_DATA)
def test_the_data_are_checked(server, pathway, change, path, code):
    event = need(pathway)
    event["data"] |= change
    answer = server.post(event, FAR)
    assert answer.status_code == 422
    assert found(answer) == (path, code or found(answer)[1])
    assert CANARY not in answer.text


@pytest.mark.parametrize("kept", ["event_id", "type", "schema_version", "pathway_id", "data"])
def test_each_member_must_be_there(server, pathway, kept):
    event = need(pathway)
    del event[kept]
    answer = server.post(event, FAR)
    assert (answer.status_code, *found(answer)) == (422, kept, "missing")


@pytest.mark.parametrize("days", [-1, -400])
def test_nothing_has_occurred_in_the_future(server, pathway, days):
    answer = server.post(need(pathway, occurred_on=ago(days)), FAR)
    assert (answer.status_code, *found(answer)) == (422, "occurred_on", "in_the_future")


def test_nothing_has_occurred_at_a_moment_to_come(server, pathway):
    event = need(pathway, occurred_at=f"{ago(-1)}T23:59:00Z")
    del event["occurred_on"]
    assert found(server.post(event, FAR)) == ("occurred_at", "in_the_future")


def test_a_correction_moves_nothing_into_the_future(server, pathway):
    target = need(pathway)
    server.post(target, FAR)
    for day, code in ((ago(-1), "in_the_future"), (CANARY, "not_a_date")):
        changes = {"occurred_on": day}
        event = fact(
            "EventCorrected", pathway, target_event_id=target["event_id"], changes=changes, reason="wrong_date"
        )
        answer = server.post(event, FAR)
        assert (answer.status_code, *found(answer)) == (422, "data.changes.occurred_on", code)


def test_what_is_over_two_years_old_only_a_supervisor_records(server, pathway):
    event = need(pathway, occurred_on=ago(3 * 366), lateness_reason="told_later")
    answer = server.post(event, FAR)
    assert (answer.status_code, *found(answer)) == (422, "occurred_on", "too_long_ago")
    assert server.post(event, FAR, "supervisor").status_code == 201


def test_what_is_over_seven_days_late_wants_a_reason(server, pathway):
    late = need(pathway, occurred_on=ago(8))
    answer = server.post(late, FAR)
    assert (answer.status_code, *found(answer)) == (422, "lateness_reason", "missing")
    assert server.post(need(pathway, occurred_on=ago(7)), FAR).status_code == 201
    assert server.post(late | {"lateness_reason": "staff_absence"}, FAR).status_code == 201


def test_a_retry_never_fails_for_being_late(server, pathway):
    """Stored with a reason, sent again without: only the content counts."""
    event = need(pathway, occurred_on=ago(30), lateness_reason="system_down")
    assert server.post(event, FAR).status_code == 201
    del event["lateness_reason"]
    again = server.post(event, FAR)
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")


def test_a_retry_of_something_too_old_is_a_duplicate_for_a_worker_too(server, pathway):
    event = need(pathway, occurred_on=ago(3 * 366), lateness_reason="told_later")
    assert server.post(event, FAR, "supervisor").status_code == 201
    assert server.post(event, FAR, "worker").status_code == 200


BODIES = {
    "nothing": (b"", "empty"),
    "blank": (b"  \n ", "empty"),
    "half": (b'{"event_id": "' + CANARY.encode(), "not_json"),
    "two texts": (b"{} {}", "not_json"),
    "byte order mark": (b"\xef\xbb\xbf{}", "byte_order_mark"),
    "latin 1": (f'{{"a": "{CANARY}é"}}'.encode("latin-1"), "not_utf8"),
    "utf 16": (f'{{"a": "{CANARY}"}}'.encode("utf-16"), "not_utf8"),
    "NaN": (b'{"a": NaN}', "not_json"),
    "infinity": (b'{"a": -Infinity}', "not_json"),
    "lone surrogate": (b'{"a": "\\ud800' + CANARY.encode() + b'"}', "not_json"),
    "NUL escaped": (b'{"a": "' + CANARY.encode() + b'\\u0000"}', "nul_character"),
    "NUL as it is": (b'{"a": "\x00"}', "not_json"),
    "a key twice": (b'{"' + CANARY.encode() + b'": 1, "' + CANARY.encode() + b'": 2}', "duplicate_key"),
    "a key twice within": (b'{"data": {"a": 1, "\\u0061": 2}}', "duplicate_key"),
    "too deep": (b"[" * 17 + b"]" * 17, "too_deep"),
    "much too deep": (b"[" * 60_000, "too_deep"),
    "deep objects": (b'{"a":' * 40 + b"1" + b"}" * 40, "too_deep"),
    "a number beyond 64 bits": (b'{"a": 18446744073709551616}', "number_too_large"),
}


@pytest.mark.promise("B2")
@pytest.mark.parametrize(("content", "code"), BODIES.values(), ids=BODIES)
def test_the_body_is_strict_json(server, content, code):
    answer = server.send(content, FAR)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert CANARY not in answer.text
    line = server.send(content.replace(b"\n", b" ") + b"\n", FAR, **NDJSON)
    assert line.status_code == 200
    for receipt in map(json.loads, line.text.splitlines()):
        assert (receipt["status"], receipt["errors"][0]["code"]) == ("refused", code)
    assert CANARY not in line.text


@pytest.mark.parametrize("value", ["null", "5", '"text"', "true"])
def test_an_event_is_an_object(server, value):
    answer = server.send(value, FAR)
    assert answer.status_code == 422
    assert found(answer)[1] == "not_an_object"
    assert [one["errors"][0]["code"] for one in server.send(f"[{value}]", FAR).json()] == ["not_an_object"]


def test_a_body_over_256_kib_is_too_large(server, pathway):
    over = json.dumps([need(pathway)] * 2) + " " * (256 * 1024)
    answer = server.send(over, FAR)
    assert answer.status_code == 413
    assert server.post(need(pathway), FAR).status_code == 201


def test_a_body_without_end_is_cut_short(server):
    def endless():
        for _ in range(2_000):
            yield b" " * 16_384

    assert server.send(endless(), FAR).status_code == 413


def test_a_line_over_64_kib_is_refused_and_its_neighbours_are_kept(server, pathway):
    long = json.dumps(need(pathway))[:-1] + " " * (70 * 1024) + "}"
    very_long = "[" + "1," * 2_000_000
    text = "\n".join([json.dumps(need(pathway, 1)), long, very_long, json.dumps(need(pathway, 2))])
    receipts = [json.loads(line) for line in server.send(text, FAR, **NDJSON).text.splitlines()]
    assert [receipt["status"] for receipt in receipts] == ["accepted", "refused", "refused", "accepted"]
    assert [receipts[place]["errors"][0]["code"] for place in (1, 2)] == ["too_long", "too_long"]


def test_a_line_of_just_64_kib_is_taken(server, pathway):
    line = json.dumps(need(pathway))[:-1]
    padded = line + " " * (64 * 1024 - len(line) - 1) + "}"
    assert [json.loads(one)["status"] for one in server.send(padded, FAR, **NDJSON).text.splitlines()] == ["accepted"]
    (refused,) = server.send(padded.replace(" }", "  }"), FAR, **NDJSON).text.splitlines()
    assert json.loads(refused)["errors"][0]["code"] == "too_long"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "gzip, identity", CANARY])
def test_a_compressed_body_is_not_taken(server, pathway, encoding):
    answer = server.send(json.dumps(need(pathway)), FAR, **{"content-encoding": encoding})
    assert answer.status_code == 415
    assert CANARY not in answer.text


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", CANARY, ""])
def test_another_media_type_is_not_taken(server, pathway, kind):
    answer = server.send(json.dumps(need(pathway)), FAR, **{"content-type": kind})
    assert answer.status_code == 415
    assert CANARY not in answer.text


def test_what_is_no_cloudevent_is_refused_by_name(server, pathway):
    answer = server.send(json.dumps({"specversion": "1.0", "id": CANARY, "data": CANARY}), FAR, **CLOUDEVENT)
    assert answer.status_code == 422
    assert CANARY not in answer.text


@pytest.mark.parametrize("said", [None, "Bearer", f"Bearer {CANARY}", f"Basic {CANARY}", "Bearer a.b.c", "bearer"])
def test_nobody_posts_or_reads_without_a_valid_token(server, pathway, said):
    headers = {"authorization": said} if said else {}
    for answer in (
        server.client.post("/intake/v1/events", json=need(pathway), headers=headers),
        server.client.post("/intake/v1/events", content=b"{", headers={**headers, **NDJSON}),
        server.client.get(f"/pathway/v1/pathways/{pathway}/views", headers=headers),
        server.client.get(f"/intake/v1/events/{uuid4()}", headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.json()["type"] == "/problems/not_signed_in"
        assert CANARY not in answer.text


def test_an_expired_token_is_no_token(server, pathway):
    old = server.token(FAR, minutes=-1)
    assert server.client.post("/intake/v1/events", json=need(pathway), headers=old).status_code == 401
    assert server.client.get(f"/pathway/v1/pathways/{pathway}/views", headers=old).status_code == 401


@pytest.mark.parametrize("role", ["ops", "auditor", "researcher"])
@pytest.mark.parametrize("door", ["intake", "employment", "pathway", "notifications"])
def test_who_only_watches_or_reads_posts_nothing(server, pathway, role, door):
    answer = server.post(need(pathway), FAR, role, door)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not_allowed")


@pytest.mark.parametrize(
    "path", ["/pathway/v1/pathways/{}/views", "/pathway/v1/pathways/{}/history", "/pathway/v1/gaps"]
)
def test_ops_reads_nothing_of_anybody(server, pathway, path):
    server.post(need(pathway), FAR)
    answer = server.get(path.format(pathway), FAR, "ops")
    assert answer.status_code in (403, 404) or answer.json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    "path", [f"/{CANARY}", f"/intake/{CANARY}", f"/intake/v1/events/{CANARY}", f"/{CANARY}/v1/events"]
)
def test_an_address_that_is_not_there_is_not_repeated(server, path):
    for answer in (
        server.get(path, FAR, q=CANARY),
        server.client.post(path, json={CANARY: 1}, headers=server.token(FAR)),
    ):
        assert answer.status_code in (404, 405, 422)
        assert answer.headers["content-type"] == "application/problem+json"
        assert CANARY not in answer.text


def test_a_refused_event_is_not_stored(server, pathway):
    event = need(pathway) | {CANARY: 1}
    server.post(event, FAR)
    assert server.get(f"/intake/v1/events/{event['event_id']}", FAR).status_code == 404
