"""One history, posted or imported, read over HTTP or on the command line: the same figures to the byte."""

import json
from uuid import uuid4

import orjson
import pytest

from tests.journeys.running import ago, ariadna
from tests.journeys.story import ARTE, FAR, OFI, PSI, day, expected, post, register, story

SORTED = orjson.OPT_SORT_KEYS


@pytest.fixture(scope="module")
def posted(server):
    pathway = str(uuid4())
    events = story(pathway)
    return {"pathway": pathway, "events": events, "after": post(server, events)}


def over_http(server, posted, what, provider=FAR, role="worker", **query):
    headers = {**server.token(provider, role), "Ariadna-After": posted["after"]}
    return server.client.get(f"/pathway/v1/pathways/{posted['pathway']}/{what}", headers=headers, params=query)


def test_what_was_posted_event_by_event_gives_the_figures_worked_out_by_hand(server, posted):
    answer = over_http(server, posted, "views")
    assert answer.status_code == 200
    assert answer.json() == expected(posted["events"]) | {"withheld": []}


@pytest.mark.parametrize(
    "clocks", [{}, {"as_of": day(50)}, {"as_of": day(0)}, {"known_at": ago(1)}, {"as_of": "2199-12-31"}]
)
def test_http_and_the_command_line_tell_the_same_to_the_byte(server, posted, clocks):
    answer = over_http(server, posted, "views", **clocks)
    options = [part for name, value in clocks.items() for part in (f"--{name.replace('_', '-')}", value)]
    told = ariadna("views", posted["pathway"], *options, "--data", server.data, **server.environment)
    assert told.returncode == 0
    assert orjson.dumps(orjson.loads(told.stdout), option=SORTED) == answer.content
    assert orjson.dumps(answer.json(), option=SORTED | orjson.OPT_INDENT_2).decode() == told.stdout.strip()


def test_an_imported_history_gives_the_same_to_the_byte(server, posted, data, tmp_path):
    file = tmp_path / "register.json"
    file.write_text(json.dumps({"events": register(posted["events"])}))
    taken = ariadna("import", file, "--keep-recorded-at", "--json", "--data", data)
    assert json.loads(taken.stdout)["accepted"] == len(posted["events"])
    told = ariadna("views", posted["pathway"], "--data", data)
    assert orjson.dumps(orjson.loads(told.stdout), option=SORTED) == over_http(server, posted, "views").content


def test_every_event_is_in_her_history_once_and_in_fold_order(server, posted):
    items = over_http(server, posted, "history").json()["items"]
    hers = [told.event for told in posted["events"] if told.event["pathway_id"]]
    sessions = {event["event_id"] for event in hers if event["type"] == "SessionRecorded"}
    told = {item["event_id"] for item in items}
    assert {event["event_id"] for event in hers} - told == sessions, "of another's session the row has an id of its own"
    assert len(told) == len(items) == len(hers)
    assert [item["occurred_on"] for item in items] == sorted(event["occurred_on"] for event in hers)


def test_a_set_aside_fact_is_stored_marked_and_told_to_its_sender(server, posted):
    last = posted["events"][-1].event["event_id"]
    marked = {item["event_id"]: item["set_aside"] for item in over_http(server, posted, "history").json()["items"]}
    assert marked.pop(last) == "step_ended"
    assert set(marked.values()) == {None}
    told = server.get(f"/pathway/v1/events/{last}", PSI).json()
    assert (told["state"], told["reason"]) == ("set_aside", "step_ended")
    first = posted["events"][4].event["event_id"]
    assert server.get(f"/pathway/v1/events/{first}", FAR).json()["state"] == "folded"
    assert server.get(f"/pathway/v1/events/{first}", PSI).status_code == 404


def test_what_was_not_known_yet_is_not_told(server, posted):
    then = over_http(server, posted, "views", known_at=ago(1)).json()
    assert (then["known_at"], then["open_days"], then["steps"]) == (f"{ago(1)}T23:59:59.999999Z", 0, [])


def test_the_lists_name_her_to_those_who_may_see_her_alone(server, posted):
    headers = {"Ariadna-After": posted["after"]}

    def listed(name, provider, role="coordinator"):
        said = {**server.token(provider, role), **headers}
        answer = server.client.get(f"/pathway/v1/{name}", headers=said, params={"limit": 500})
        return [item for item in answer.json()["items"] if item["pathway_id"] == posted["pathway"]]

    for provider, role in ((FAR, "worker"), ("NET", "supervisor")):
        (case,) = listed("caseload", provider, role)
        assert (case["referent"], case["providers"], case["set_aside"]) == (FAR, [OFI, ARTE], 1)
    (case,) = listed("caseload", OFI)
    assert (case["referent"], case["providers"]) == (FAR, [OFI]), "of others' therapies it is told nothing"
    assert listed("caseload", "BCN-XXX") == []
    assert [item["reason"] for item in listed("set-aside", FAR)] == ["step_ended"]
    assert [item["step_id"] for item in listed("silent", FAR)] == ["P2"]
    assert listed("gaps", FAR) == listed("without-referent", FAR) == listed("duplicates", FAR) == []


def test_the_same_question_has_the_same_answer_to_the_byte(server, posted):
    assert over_http(server, posted, "history").content == over_http(server, posted, "history").content


@pytest.mark.parametrize(
    "query",
    [
        {"as_of": "2026-02-30"},
        {"as_of": "tomorrow"},
        {"as_of": "0001-01-01"},
        {"as_of": "9999-12-31"},
        {"known_at": "yesterday"},
        {"known_at": "2026-01-01T00:00:00"},
        {"known_at": "0001-01-01T00:00:00+14:00"},
        {"known_at": "9999-12-31T23:59:59-14:00"},
    ],
)
def test_a_clock_that_is_none_is_refused_by_name(server, posted, query):
    (name,) = query
    for what in ("views", "history", "picture"):
        answer = over_http(server, posted, what, **query)
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, name)


def test_a_plus_sign_that_became_a_space_is_still_a_zone(server, posted):
    first = over_http(server, posted, "views", known_at=f"{ago(1)}T01:00:00+01:00")
    assert first.json()["known_at"] == f"{ago(1)}T00:00:00Z"
    assert over_http(server, posted, "views", known_at=f"{ago(1)}T01:00:00 01:00").content == first.content
