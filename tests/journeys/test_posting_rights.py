"""Who may post to a pathway: to anybody else it is one that nobody has heard of."""

import time
from uuid import uuid4

import pytest

from tests.journeys.running import NEVER, TODAY, ago, eventually, fact, need

FAR, PSI, ARTE, STRANGER = "BCN-FAR", "BCN-PSI", "MIL-ARTE", "BCN-XXX"
DOORS = ("intake", "employment", "pathway", "notifications")


def consent(pathway, *recipients, consent_id="c1"):
    return fact(
        "ConsentGiven", pathway, consent_id=consent_id, purpose="coordination", recipients=[*recipients], form="written"
    )


def at_the_door(pathway, door):
    """An event that the door would take from somebody who may post."""
    return {
        "intake": need(pathway, 9),
        "employment": fact("SkillsProfiled", pathway, scheme="esco", skills_count=3),
        "pathway": fact("PlanReviewed", pathway, with_her=True),
        "notifications": fact("ChannelPreferenceSet", pathway, audience="her", channels=[], quiet=True),
    }[door]


@pytest.fixture
def opened(server, pathway):
    """A pathway of BCN-FAR, seen by every service."""
    position = server.post(need(pathway), FAR).json()["position"]
    for door in ("employment", "pathway", "notifications"):
        eventually(lambda door=door: server.post(at_the_door(pathway, door), FAR, door=door).status_code in (200, 201))
    return {"pathway": pathway, "after": {"Ariadna-After": f"intake={position}"}}


def refused_as_unknown(answer):
    error = answer.json()["errors"][0]
    return answer.status_code == 422 and (error["path"], error["code"]) == ("pathway_id", "unknown_pathway")


@pytest.mark.parametrize("door", DOORS)
def test_to_a_stranger_it_is_unknown_at_every_door(server, opened, door):
    theirs = server.post(at_the_door(opened["pathway"], door), STRANGER, door=door)
    assert refused_as_unknown(theirs)
    if door != "intake":
        nobodys = server.post(at_the_door(str(uuid4()), door), STRANGER, door=door)
        assert nobodys.json()["errors"] == theirs.json()["errors"]


def test_a_machine_of_the_same_organisation_may_post_in_every_role(server, opened):
    for role in ("worker", "coordinator", "supervisor"):
        assert server.post(need(opened["pathway"], 2), FAR, role).status_code == 201


@pytest.mark.parametrize("role", ["supervisor", "privacy_officer"])
def test_who_oversees_the_network_may_post_to_a_known_pathway(server, opened, role):
    assert server.post(need(opened["pathway"], 3), "NET", role).status_code == 201


def test_of_two_first_posts_in_one_list_both_are_its_openers_only_if_of_one_provider(server, pathway):
    assert server.post([need(pathway, 1), need(pathway, 2)], FAR).status_code == 201
    assert refused_as_unknown(server.post(need(pathway, 3), STRANGER))


@pytest.mark.parametrize("door", ["intake", "employment", "notifications"])
def test_consent_opens_the_doors_to_the_named_provider_alone(server, opened, door):
    pathway = opened["pathway"]
    assert refused_as_unknown(server.post(at_the_door(pathway, door), PSI, door=door))
    given = server.post(consent(pathway, PSI), FAR, door="pathway", **opened["after"])
    assert given.status_code == 201
    seen = {"Ariadna-After": f"pathway={given.json()['position']}"}

    def opens():
        return server.post(at_the_door(pathway, door), PSI, door=door, **seen).status_code == 201

    assert eventually(opens) if door == "notifications" else opens()  # which hears no door but its own
    assert refused_as_unknown(server.post(at_the_door(pathway, door), STRANGER, door=door))


def test_after_her_consent_ends_a_providers_record_of_its_own_work_is_still_taken(server, opened):
    pathway = opened["pathway"]
    server.post(consent(pathway, PSI), FAR, door="pathway", **opened["after"])
    eventually(lambda: server.post(need(pathway, 4), PSI).status_code == 201)
    withdrawn = fact("ConsentWithdrawn", pathway, consent_id="c1")
    assert server.post(withdrawn, FAR, door="pathway").status_code == 201
    assert server.post(need(pathway, 5), PSI).status_code == 201


@pytest.fixture
def begun(server, opened):
    """A step of BCN-FAR's that another could go on with, seen by the pathway service."""
    step = fact("StepStarted", opened["pathway"], step_id="P1", dimension="psychological_therapy")
    return {"Ariadna-After": f"intake={server.post(step, FAR).json()['position']}"}


def test_who_is_asked_may_answer_and_nothing_else_until_it_says_yes(server, opened, begun):
    pathway = opened["pathway"]
    asked = {"handover_id": "ho1", "from_provider": FAR, "to_provider": PSI, "step_ids": ["P1"]}
    proposed = fact("HandoverProposed", pathway, **asked, proposed_with_her=True)
    assert server.post(proposed, FAR, door="pathway", **begun).status_code == 201
    assert refused_as_unknown(server.post(need(pathway, 6), PSI))
    assert refused_as_unknown(server.post(at_the_door(pathway, "pathway"), PSI, door="pathway"))
    declined = fact("HandoverDeclined", pathway, handover_id="ho1", reason="no_capacity")
    position = server.post(declined, PSI, door="pathway").json()["position"]
    after = {"Ariadna-After": f"pathway={position}"}
    assert refused_as_unknown(server.post(need(pathway, 7), PSI, **after))


def test_an_agreed_fallback_opens_the_doors(server, opened, begun):
    pathway = opened["pathway"]
    pact = fact("FallbackAgreed", pathway, pact_id="p1", step_id="P1", to_provider=ARTE, rank=1, agreed_with_her=True)
    position = server.post(pact, FAR, door="pathway", **begun).json()["position"]
    assert server.post(need(pathway, 8), ARTE, **{"Ariadna-After": f"pathway={position}"}).status_code == 201


def test_a_post_waits_for_what_it_says_it_follows(server, pathway):
    """Without the wait the pathway service would not know of her yet: the relay runs after the answer."""
    for _ in range(10):
        one = str(uuid4())
        position = server.post(need(one), FAR).json()["position"]
        answer = server.post(consent(one, PSI), FAR, door="pathway", **{"Ariadna-After": f"intake={position}"})
        assert answer.status_code == 201


@pytest.mark.parametrize(
    "path", ["/pathway/v1/pathways/{}/views", "/pathway/v1/pathways/{}/history", "/pathway/v1/gaps"]
)
def test_a_read_that_waits_in_vain_is_503(server, opened, path):
    started = time.monotonic()
    headers = {**server.token(FAR), "Ariadna-After": f"intake={NEVER}"}
    answer = server.client.get(path.format(opened["pathway"]), headers=headers)
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/not_seen_yet"
    assert int(answer.headers["retry-after"]) > 0
    assert time.monotonic() - started > 1.5


def test_a_post_that_waits_in_vain_is_503_and_stores_nothing(server, opened):
    event = consent(opened["pathway"], PSI)
    answer = server.post(event, FAR, door="pathway", **{"Ariadna-After": f"intake={NEVER}"})
    assert answer.status_code == 503
    assert server.get(f"/pathway/v1/events/{event['event_id']}", FAR).status_code == 404


@pytest.mark.parametrize("said", ["intake", "intake=", "intake=-1", "intake=x", "other=1", "=1", "intake=" + "9" * 30])
def test_what_does_not_say_what_to_wait_for_is_refused_without_waiting(server, opened, said):
    headers = {**server.token(FAR), "Ariadna-After": said}
    answer = server.client.get(f"/pathway/v1/pathways/{opened['pathway']}/views", headers=headers)
    assert answer.status_code == 422


def test_ones_own_provider_level_facts_need_no_pathway(server):
    window = fact(
        "FundingWindowOpened",
        None,
        funding_window_id="fw1",
        first_day=ago(30),
        last_day=TODAY.isoformat(),
        funder_type="own",
        dimensions=["health"],
    )
    assert server.post(window, STRANGER, "coordinator").status_code == 201


@pytest.mark.parametrize(
    "path", ["/pathway/v1/pathways/{}/views", "/pathway/v1/pathways/{}/history", "/pathway/pathways/{}"]
)
def test_to_a_stranger_reading_it_answers_as_if_it_were_not_there(server, opened, path):
    theirs = server.get(path.format(opened["pathway"]), STRANGER)
    nobodys = server.get(path.format(uuid4()), STRANGER)
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.headers == nobodys.headers
    assert theirs.text == nobodys.text
