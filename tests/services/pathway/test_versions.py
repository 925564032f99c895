"""`ETag` and `If-Match`: a reading tells which version it is of, a decision which one it is taken on."""

from datetime import date
from uuid import uuid4

import pytest

from tests.services.stored import FAR, PSI, event, put
from tests.shared.asked import Asked

DAY = date(2026, 2, 2)
WINDOW = {"funding_window_id": "fw1", "first_day": "2026-01-01", "last_day": "2026-03-31", "funder_type": "own"}


class Door:
    """The pathway service, as one provider's worker speaks to it."""

    def __init__(self, ariadna, pathway_id):
        self._ariadna, self._asked, self.pathway_id = ariadna, Asked(ariadna.app()), pathway_id

    def ask(self, method, path, provider=FAR, role="worker", match=None, **said):
        signed = {"authorization": f"Bearer {self._ariadna.signer.issue(provider, role)}"}
        return self._asked.request(method, path, headers={**signed, **({"If-Match": match} if match else {})}, **said)

    def read(self, what="views", provider=FAR, match=None, **query):
        return self.ask("GET", f"/pathway/v1/pathways/{self.pathway_id}/{what}", provider, match=match, params=query)

    def decide(self, type_name="PlanReviewed", provider=FAR, match=None, door="pathway", **data):
        late = {"lateness_reason": "told_later"}
        one = event(type_name, self.pathway_id, DAY, **(data or {"with_her": True})) | late
        return self.ask("POST", f"/{door}/v1/events", provider, match=match, json=one)


@pytest.fixture
def door(ariadna, pathway_id):
    put(ariadna, event("PathwayOpened", pathway_id, DAY, basis="support_service"))
    return Door(ariadna, pathway_id)


def test_all_readings_of_one_state_tell_one_version_whatever_their_clocks(door):
    told = {door.read(what).headers["etag"] for what in ("views", "history", "picture")}
    assert told == {door.read(as_of="2026-02-02").headers["etag"]}
    (version,) = told
    assert version.startswith('"')
    assert version.endswith('"')
    assert not version.strip('"').isdigit()


def test_a_version_ends_with_anything_that_a_fold_reads(ariadna, door):
    other = str(uuid4())
    versions = [door.read().headers["etag"]]
    for change in (
        event("NeedIdentified", door.pathway_id, DAY, need_id="n1", dimension="health", voiced_by="her"),
        event("FundingWindowOpened", None, DAY, **WINDOW, dimensions=["health"]),
        event("RegistrationsMerged", door.pathway_id, DAY, survivor=door.pathway_id, absorbed=other, consent_id="c"),
        event("PathwayOpened", other, DAY, basis="support_service"),
    ):
        put(ariadna, change)
        versions.append(door.read().headers["etag"])
    assert len(set(versions)) == len(versions)
    put(ariadna, event("PathwayOpened", str(uuid4()), DAY, basis="support_service"))
    assert door.read().headers["etag"] == versions[-1]


def test_a_reading_of_another_version_is_412(door):
    version = door.read().headers["etag"]
    assert door.read(match=version).status_code == 200
    assert door.read(match=f'"none", {version}').status_code == 200
    assert door.read(match="*").status_code == 200
    for what in ("views", "history", "picture"):
        answer = door.read(what, match='"none"')
        assert (answer.status_code, answer.json()["type"]) == (412, "/problems/not_that_version")


def test_a_decision_on_another_version_is_412_and_stores_nothing(ariadna, door):
    version = door.read().headers["etag"]
    assert door.decide(match=version).status_code == 201
    before = ariadna.pathways.log.position()
    answer = door.decide(match=version)
    assert (answer.status_code, answer.json()["status"]) == (412, "refused")
    assert answer.json()["errors"][0]["code"] == "not_that_version"
    assert answer.headers["etag"] == door.read().headers["etag"] != version
    assert ariadna.pathways.log.position() == before
    assert door.decide(match=answer.headers["etag"]).status_code == 201
    assert door.decide(match="*").status_code == 201


def test_a_retry_of_what_was_stored_is_a_duplicate_whatever_the_version(door):
    version = door.read().headers["etag"]
    one = event("PlanReviewed", door.pathway_id, DAY, with_her=True) | {"lateness_reason": "told_later"}
    told = [door.ask("POST", "/pathway/v1/events", match=version, json=one).status_code for _ in range(2)]
    assert told == [201, 200]


def test_what_is_so_now_is_told_by_its_version_to_those_alone_who_may_read(ariadna, door):
    restricted = {"restriction_id": "r1", "dimensions": ["health"]}
    put(
        ariadna,
        event("NeedIdentified", door.pathway_id, DAY, need_id="n", dimension="health", voiced_by="her"),
        provider=PSI,
    )
    assert door.decide("RestrictionSet", **restricted).status_code == 201
    ours, theirs = (door.decide("RestrictionSet", provider, **restricted) for provider in (FAR, PSI))
    assert (ours.status_code, theirs.status_code) == (409, 409)
    assert ours.headers["etag"] == door.read().headers["etag"]
    assert "etag" not in theirs.headers
    assert "etag" not in door.read("history", PSI).headers
    assert "etag" not in door.decide("RestrictionSet", "BCN-NOBODY", **restricted).headers


@pytest.mark.parametrize("match", ['"x"', "*"])
def test_a_version_is_asked_of_one_decision_only(door, match):
    late = {"lateness_reason": "told_later"}
    one = event("PlanReviewed", door.pathway_id, DAY, with_her=True) | late
    several = door.ask("POST", "/pathway/v1/events", match=match, json=[one])
    assert (several.status_code, several.json()["errors"][0]["code"]) == (422, "one_event_only")
    need = {"need_id": "n1", "dimension": "health", "voiced_by": "her"}
    fact = door.decide("NeedIdentified", match=match, door="intake", **need)
    assert (fact.status_code, fact.json()["errors"][0]["code"]) == (422, "not_taken_here")
