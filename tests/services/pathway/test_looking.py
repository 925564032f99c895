"""Who may see who looked at her, and what somebody looked at; to look there is a read too."""

import json
from urllib.parse import urlencode
from uuid import uuid4

from tests.services.pathway.watched import DAY
from tests.services.stored import FAR, event, put

READERS = "/pathway/v1/pathways/{}/readers"


def told(watched, path, token, **query):
    status, _, body, _ = watched.ask(f"{path}?{urlencode(query)}" if query else path, token)
    return status, json.loads(body)


def looked(watched, her, actor, role="worker", provider=FAR):
    return watched.ask(f"/pathway/v1/pathways/{her}/views", watched.token(provider, role, actor))[0]


def test_she_is_told_who_looked_the_latest_first_and_looking_there_is_a_read(watched, her):
    looked(watched, her, "st_7")
    looked(watched, her, "st_8", provider="MIL-RIVA")
    watched.ask("/pathway/v1/caseload", watched.token(actor="st_9"))
    officer = watched.token("NET", "privacy_officer", "po_1")
    status, first = told(watched, READERS.format(her), officer)
    _, second = told(watched, READERS.format(her), officer)
    assert status == 200
    assert [(item["actor"], item["outcome"], item["by_id"]) for item in first["items"]] == [
        ("st_9", "shown", False),
        ("st_8", "unknown", True),
        ("st_7", "shown", True),
    ]
    assert second["items"][0]["operation"] == "readers"
    assert len(second["items"]) == 4


def test_who_looked_at_her_is_for_her_referent_and_for_who_oversees(watched, her):
    for provider, role, status in (
        ("NET", "supervisor", 200),
        ("NET", "privacy_officer", 200),
        (FAR, "worker", 403),  # it came first, but does not answer for her
        ("MIL-RIVA", "worker", 404),
        (FAR, "auditor", 404),
        (FAR, "researcher", 403),
    ):
        assert told(watched, READERS.format(her), watched.token(provider, role))[0] == status, (provider, role)
    put(
        watched.ariadna,
        event("ReferentAssigned", her, DAY, referent_provider=FAR, staff_ref="st_1", chosen_with_her=True),
    )
    assert told(watched, READERS.format(her), watched.token(FAR, "worker"))[0] == 200


def test_of_a_pathway_that_is_not_there_nothing_is_told(watched):
    for role in ("supervisor", "privacy_officer", "worker"):
        status, answer = told(watched, READERS.format(uuid4()), watched.token("NET", role))
        assert (status, answer["type"]) == (404, "/problems/unknown_pathway")


def test_what_somebody_looked_at_comes_page_by_page(watched, her):
    for _ in range(5):
        looked(watched, her, "st_7")
    looked(watched, her, "st_8")
    boss, found, after = watched.token("NET", "supervisor"), [], {}
    while True:
        _, page = told(watched, "/pathway/v1/audit/reads", boss, provider=FAR, actor="st_7", limit=2, **after)
        found += page["items"]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert [item["pathway_id"] for item in found] == [her] * 5
    _, staff = told(watched, "/pathway/v1/audit/reads", boss, provider=FAR)
    assert [item["actor"] for item in staff["items"]] == ["st_8", *["st_7"] * 5]
    assert {read.operation for read in watched.latest("st_1", "NET")} == {"reads"}
    assert watched.latest("st_1", "NET")[0].pathways == (her,)


def test_days_bound_what_is_told(watched, her):
    looked(watched, her, "st_7")
    boss = watched.token("NET", "supervisor")
    for query, count in (({"to": "2020-01-01"}, 0), ({"from": "2199-01-01"}, 0), ({"from": "2020-01-01"}, 1), ({}, 1)):
        assert len(told(watched, "/pathway/v1/audit/reads", boss, provider=FAR, **query)[1]["items"]) == count


def test_what_others_looked_at_is_for_who_oversees(watched):
    for path in ("/pathway/v1/audit/reads", "/pathway/v1/audit/alarms"):
        for role in ("worker", "coordinator", "auditor", "researcher", "ops", "admin"):
            assert told(watched, path, watched.token("NET", role), provider=FAR)[0] == 403, (path, role)


def test_a_cursor_of_no_page_is_refused(watched, her):
    for after in ("x", "1" * 40):
        assert told(watched, READERS.format(her), watched.token("NET"), after=after)[0] == 422
