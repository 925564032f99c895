"""A host writes a group's attendance down once; each woman has her session, and nothing of a group is kept."""

from uuid import uuid4

import pytest

from tests.journeys.running import TODAY, fact

HOST = "BCN-PARAULA"
PATH = "/intake/v1/groups/{}/attendance"


@pytest.fixture
def women(server):
    found = [str(uuid4()) for _ in range(3)]
    for each in found:
        step = fact("StepStarted", each, step_id="L1", dimension="language_training")
        server.post([fact("PathwayOpened", each, basis="support_service"), step], HOST)
    return found


def attended(server, women, group="grp_3", provider=HOST, **said):
    each = [{"pathway_id": one, "step_id": "L1", "outcome": "attended"} for one in women]
    body = {"occurred_on": TODAY.isoformat(), "dimension": "language_training", "attendance": each} | said
    return server.client.post(PATH.format(group), json=body, headers=server.token(provider))


def statuses(answer):
    return [receipt["status"] for receipt in answer.json()]


def test_each_woman_has_her_session_once(server, women):
    first, again = attended(server, women), attended(server, women)
    assert (first.status_code, statuses(first), statuses(again)) == (200, ["accepted"] * 3, ["duplicate"] * 3)
    assert statuses(attended(server, women, meeting=2)) == ["accepted"] * 3
    position = first.json()[-1]["position"]
    token = server.token(HOST) | {"Ariadna-After": f"intake={position}"}
    rows = server.client.get(f"/pathway/v1/pathways/{women[0]}/history", headers=token).json()["items"]
    session = next(row for row in rows if row["type"] == "SessionRecorded")
    assert session["data"] == {
        "step_id": "L1", "dimension": "language_training", "outcome": "attended", "format": "group",
    }  # fmt: skip
    assert "grp_3" not in str(rows)


def test_what_one_woman_s_row_has_wrong_refuses_hers_alone(server, women):
    assert statuses(attended(server, [women[0], str(uuid4()), women[1]], group="grp_4"))[::2] == ["accepted"] * 2


def test_another_provider_can_t_write_it(server, women):
    assert statuses(attended(server, women, provider="BCN-OTHER")) == ["refused"] * 3


@pytest.mark.parametrize(
    ("said", "path"),
    [({"attendance": []}, "attendance"), ({"dimension": "sport"}, "dimension"), ({"meeting": 0}, "meeting")],
)
def test_a_field_that_is_wrong_is_named(server, women, said, path):
    answer = attended(server, women, **said)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)
