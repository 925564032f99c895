"""What is posted is stored once, and each event has its receipt."""

import json
from datetime import datetime
from uuid import uuid4

import pytest

from tests.journeys.running import CLOUDEVENT, NDJSON, TODAY, ago, fact, need

FAR, PSI = "BCN-FAR", "BCN-PSI"


def lines(events):
    return "\n".join(json.dumps(event) for event in events)


def statuses(answer):
    return [json.loads(line)["status"] for line in answer.text.splitlines()]


def test_one_event_is_accepted_with_a_receipt(server, pathway):
    event = need(pathway)
    answer = server.post(event, FAR)
    receipt = answer.json()
    assert answer.status_code == 201
    assert (receipt["event_id"], receipt["status"], receipt["errors"]) == (event["event_id"], "accepted", [])
    assert receipt["position"] > 0
    assert datetime.fromisoformat(receipt["recorded_at"]).utcoffset().total_seconds() == 0


def test_the_receipt_can_be_asked_for_by_its_sender_alone(server, pathway):
    event = need(pathway)
    given = server.post(event, FAR).json()
    assert server.get(f"/intake/v1/events/{event['event_id']}", FAR).json() == given
    assert server.get(f"/intake/v1/events/{event['event_id']}", PSI).status_code == 404
    assert server.get(f"/employment/v1/events/{event['event_id']}", FAR).status_code == 404


def test_a_list_has_a_list_of_receipts_in_order(server, pathway):
    events = [need(pathway, number) for number in range(500)]
    answer = server.post(events, FAR)
    receipts = answer.json()
    assert answer.status_code == 201
    assert [receipt["event_id"] for receipt in receipts] == [event["event_id"] for event in events]
    positions = [receipt["position"] for receipt in receipts]
    assert positions == list(range(positions[0], positions[0] + 500))


def test_a_list_of_more_than_500_is_too_large_and_nothing_of_it_is_stored(server, pathway):
    events = [need(pathway, number) for number in range(501)]
    assert server.post(events, FAR).status_code == 413
    assert server.get(f"/intake/v1/events/{events[0]['event_id']}", FAR).status_code == 404


def test_a_stream_of_lines_has_a_receipt_a_line_in_order(server, pathway):
    events = [need(pathway, number) for number in range(1200)]
    answer = server.send(lines(events), FAR, **NDJSON)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    receipts = [json.loads(line) for line in answer.text.splitlines()]
    assert [receipt["event_id"] for receipt in receipts] == [event["event_id"] for event in events]
    assert {receipt["status"] for receipt in receipts} == {"accepted"}


def test_good_lines_are_kept_when_their_neighbours_are_refused(server, pathway):
    good = [need(pathway, 1), need(pathway, 2)]
    unknown = need(pathway) | {"type": "Nothing"}
    text = "\n".join([json.dumps(good[0]), '{"broken', "", json.dumps(unknown), json.dumps(good[1])])
    answer = server.send(text, FAR, **NDJSON)
    assert answer.status_code == 200
    assert statuses(answer) == ["accepted", "refused", "refused", "accepted"]
    assert [server.post(event, FAR).status_code for event in good] == [200, 200]


def test_good_events_of_a_list_are_kept_when_their_neighbours_are_refused(server, pathway):
    good = need(pathway)
    answer = server.post([good, need(pathway) | {"type": "Nothing"}, good, need(pathway) | {"event_id": 5}], FAR)
    assert answer.status_code == 207
    assert [receipt["status"] for receipt in answer.json()] == ["accepted", "refused", "duplicate", "refused"]


def test_a_cloudevent_is_the_same_event(server, pathway):
    event = need(pathway)
    told = {
        "specversion": "1.0",
        "id": event["event_id"],
        "source": "/made-up",
        "type": event["type"],
        "subject": pathway,
        "occurredon": event["occurred_on"],
        "datacontenttype": "application/json",
        "data": event["data"],
    }
    assert server.send(json.dumps(told), FAR, **CLOUDEVENT).status_code == 201
    again = server.post(event, FAR)
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")


def test_cloudevents_may_come_in_a_list_and_carry_the_moment(server, pathway):
    moment = f"{ago(1)}T12:30:00+01:00"
    told = [
        {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": "/made-up",
            "type": "NeedIdentified",
            "subject": pathway,
            "time": moment,
            "data": need(pathway, number)["data"],
        }
        for number in range(3)
    ]
    answer = server.send(json.dumps(told), FAR, **CLOUDEVENT)
    assert answer.status_code == 201
    seen = {**server.token(FAR), "Ariadna-After": f"intake={answer.json()[-1]['position']}"}
    items = server.client.get(f"/pathway/v1/pathways/{pathway}/history", headers=seen).json()["items"]
    assert [item["occurred_on"] for item in items] == [ago(1)] * 3
    assert {datetime.fromisoformat(item["occurred_at"]) for item in items} == {datetime.fromisoformat(moment)}


def test_a_cloudevent_has_no_second_name_for_an_attribute(server, pathway):
    event = need(pathway)
    told = {"specversion": "1.0", "id": event["event_id"], "source": "/", "type": event["type"], "data": event["data"]}
    told |= {"subject": pathway, "occurredon": event["occurred_on"], "event_id": str(uuid4())}
    answer = server.send(json.dumps(told), FAR, **CLOUDEVENT)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "unknown_field"


def test_a_retry_is_a_duplicate_with_the_first_receipt(server, pathway):
    event = need(pathway)
    first = server.post(event, FAR).json()
    again = server.post(event, FAR)
    assert again.status_code == 200
    assert again.json() == first | {"status": "duplicate"}
    assert server.post([event, event], FAR).status_code == 200


def test_the_order_of_keys_makes_no_other_content(server, pathway):
    event = need(pathway)
    server.post(event, FAR)
    turned = {key: event[key] for key in reversed(event)} | {"data": dict(reversed(event["data"].items()))}
    assert server.post(turned, FAR).status_code == 200


@pytest.mark.parametrize("form", ["{{{}}}", "urn:uuid:{}", "upper", "hex"])
def test_another_written_form_of_an_id_is_refused_or_the_same_id(server, pathway, form):
    event = need(pathway)
    server.post(event, FAR)
    for name in ("event_id", "pathway_id"):
        plain = event[name]
        written = {"upper": plain.upper(), "hex": plain.replace("-", "")}.get(form) or form.format(plain)
        assert server.post(event | {name: written}, FAR).status_code in (200, 422)


@pytest.mark.promise("X2")
@pytest.mark.parametrize(
    "other",
    [
        {"occurred_on": ago(1)},
        {"data": {"need_id": "n2", "dimension": "housing", "voiced_by": "her"}},
        {"type": "NeedWithdrawn", "data": {"need_id": "n1", "by": "her"}},
        {"pathway_id": str(uuid4())},
    ],
)
def test_the_same_id_with_other_content_conflicts_and_the_first_stays(server, pathway, other):
    event = need(pathway)
    first = server.post(event, FAR).json()
    answer = server.post(event | other, FAR)
    assert answer.status_code == 409
    assert answer.json()["status"] == "conflict"
    assert server.post(event, FAR).json() == first | {"status": "duplicate"}


def test_the_reason_of_lateness_is_not_content(server, pathway):
    event = need(pathway)
    server.post(event, FAR)
    assert server.post(event | {"lateness_reason": "told_later"}, FAR).status_code == 200


def test_two_providers_may_choose_the_same_id(server, pathway):
    event, other = need(pathway), str(uuid4())
    assert server.post(event, FAR).status_code == 201
    assert server.post(event | {"pathway_id": other}, PSI).status_code == 201


def test_a_moment_may_stand_in_place_of_the_day(server, pathway):
    event = need(pathway, occurred_at=f"{ago(1)}T08:30:00.5+02:00")
    del event["occurred_on"]
    assert server.post(event, FAR).status_code == 201


def test_facts_of_work_go_through_the_door_of_employment(server, pathway):
    step = fact("StepStarted", pathway, TODAY, step_id="W1", dimension="job_placement")
    wrong = server.post(step, FAR)
    assert wrong.status_code == 422
    assert [wrong.json()["errors"][0][name] for name in ("path", "code")] == ["type", "wrong_door"]
    assert "/employment/v1/events" in wrong.json()["errors"][0]["message"]
    position = server.post(need(pathway), FAR).json()["position"]
    seen = {"Ariadna-After": f"intake={position}"}
    assert server.post(step, FAR, door="employment", **seen).status_code == 201


def test_a_providers_own_preference_goes_through_the_door_of_notifications(server):
    event = fact("ChannelPreferenceSet", None, TODAY, audience="worker", channels=["app"], quiet=False)
    assert server.post(event, FAR, door="notifications").status_code == 201


@pytest.mark.parametrize("door", ["intake", "employment", "pathway", "notifications"])
def test_what_policies_make_nobody_posts(server, pathway, door):
    event = fact("ConsentExpired", pathway, TODAY, consent_id="c1")
    answer = server.post(event, FAR, "supervisor", door)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "made_by_policy"


def test_recorded_at_is_strictly_increasing_over_many_senders(server):
    moments = [server.post(need(str(uuid4())), FAR).json()["recorded_at"] for _ in range(50)]
    assert moments == sorted(set(moments))
