"""She carries a code to another provider: from the card to her consent, over HTTP."""

from uuid import uuid4

import pytest

from services.pathway.codes import MOST_OF_ONE
from services.pathway.issuing import drawn
from tests.journeys.running import eventually, fact

FAR, SAFE = "BCN-FAR", {"safe_to_carry_paper": "yes", "things_looked_through": "no", "she_wants_it": "yes"}


@pytest.fixture
def elsewhere():
    """A provider that nobody knows of, so that its wrong tries are its own."""
    return f"MIL-{uuid4().hex[:12].upper()}"


@pytest.fixture
def code(server, pathway):
    """The answer that showed it."""
    server.post(fact("PathwayOpened", pathway, basis="support_service"), FAR)
    assigned = fact("ReferentAssigned", pathway, referent_provider=FAR, staff_ref="st_1", chosen_with_her=True)
    eventually(lambda: server.post(assigned, FAR, door="pathway").status_code in (200, 201))
    return asked_for(server, pathway)


def asked_for(server, pathway, provider=FAR, answers=SAFE):
    path = f"/pathway/v1/pathways/{pathway}/continuity-code"
    return server.client.post(path, json=answers, headers=server.token(provider))


def present(server, code, provider):
    return server.post(fact("ContinuityCodePresented", None, code=code), provider, door="pathway")


def test_from_the_card_to_her_consent(server, pathway, code, elsewhere):
    assert code.status_code == 200
    assert code.headers["cache-control"] == "no-store"
    shown = code.json()["code"]
    assert shown in code.json()["card"]
    assert present(server, shown.lower().replace("-", " "), elsewhere).status_code == 201
    assert server.get(f"/pathway/v1/pathways/{pathway}/views", elsewhere).status_code == 404
    (asked,) = server.get("/pathway/v1/presented-codes", elsewhere).json()["items"]
    assert asked["pathway_id"] == pathway
    consent = {"consent_id": "cc", "purpose": "coordination", "recipients": [elsewhere], "form": "oral_witnessed"}
    assert server.post(fact("ConsentGiven", pathway, **consent), elsewhere, door="pathway").status_code == 201
    assert server.get(f"/pathway/v1/pathways/{pathway}/views", elsewhere).status_code == 200
    assert server.get("/pathway/v1/presented-codes", elsewhere).json()["items"] == []


def test_the_card_gives_nothing_away(code):
    card = code.json()["card"].lower()
    assert "<svg" in card
    assert not [word for word in ("ariadna", "http:", "https:", "pathway", "provider", "support") if word in card]


def test_a_code_mistyped_by_one_character_is_told_at_once(server, code, elsewhere):
    shown = code.json()["code"]
    wrong = ("3" if shown[0] != "3" else "4") + shown[1:]
    answer = present(server, wrong, elsewhere)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "mistyped")
    assert answer.json()["errors"][0]["path"] == "data.code"


def test_a_wrong_and_a_replaced_code_are_answered_alike_and_soon_no_more(server, pathway, code, elsewhere):
    asked_for(server, pathway)
    answers = [present(server, one, elsewhere) for one in (code.json()["code"], drawn())]
    assert {(each.status_code, str(each.json()["errors"])) for each in answers} == {
        (422, str(answers[0].json()["errors"]))
    }
    for _ in range(MOST_OF_ONE - 2):
        present(server, drawn(), elsewhere)
    limited = present(server, drawn(), elsewhere)
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "3600")


@pytest.mark.parametrize("missing", SAFE)
def test_an_answer_that_is_missing_is_named(server, pathway, missing):
    answer = asked_for(server, pathway, answers={name: value for name, value in SAFE.items() if name != missing})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, missing)


def test_nobody_but_the_referent_makes_one(server, pathway, code, elsewhere):
    assert asked_for(server, pathway, elsewhere).status_code == 404
    assert asked_for(server, str(uuid4())).status_code == 404
