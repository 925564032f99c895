"""Openings over HTTP, in each form: listed by one organisation, read by all, closed; whose they are stays with it."""

from datetime import timedelta
from uuid import uuid4

from tests.journeys.running import TODAY, fact, need
from tests.journeys.story import ARTE, OFI

CLEAN = "6ff01827-907d-43d8-b6e4-7162c1cf0aca"
NOT_ENTITLED = {"entitled": False, "basis": "none"}
JOB = {"kind": "job", "occupation_group": "9112", "skills": [CLEAN], "languages": ["it:A2"]}


def posted(server, name, provider=OFI, role="coordinator", **data):
    return server.post(fact(name, None, **data), provider, role, door="employment")


def listed(server, provider, city, **query):
    answer = server.get("/employment/v1/openings", provider, city=city, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_opening_is_read_by_every_organisation_until_it_is_closed(server):
    city, name = f"Fictitia {uuid4()}", f"o-{uuid4()}"
    opened = posted(server, "OpeningListed", opening_id=name, city=city, employer_ref="hotel 3", **JOB)
    assert opened.status_code == 201, opened.text
    (own,), (others,) = (listed(server, who, city)["items"] for who in (OFI, ARTE))
    assert (own["employer_ref"], others["employer_ref"]) == ("hotel 3", None)
    assert {**own, "employer_ref": None} == others
    assert others["skills"] == [{"skill": CLEAN, "name": "clean surfaces"}]
    assert posted(server, "OpeningClosed", opening_id=name, reason="filled").status_code == 201
    assert listed(server, ARTE, city)["items"] == []


def test_the_same_id_is_another_organisations_own(server):
    city, name = f"Fictitia {uuid4()}", f"o-{uuid4()}"
    for provider in (OFI, ARTE):
        assert posted(server, "OpeningListed", provider, "worker", opening_id=name, city=city, **JOB).status_code == 201
    closed = posted(server, "OpeningClosed", ARTE, opening_id=name, reason="withdrawn").json()
    again = posted(server, "OpeningClosed", ARTE, opening_id=name, reason="withdrawn").json()
    assert [each["provider_id"] for each in listed(server, OFI, city)["items"]] == [OFI]
    aside = [each["event_id"] for each in listed(server, ARTE, city)["set_aside"]]
    assert again["event_id"] in aside
    assert closed["event_id"] not in aside


def test_what_is_no_opening_is_refused_with_its_place(server):
    data = {"opening_id": "o1", **JOB}
    for wrong, place in (
        ({"skills": [str(uuid4())]}, ("data.skills", "unknown_skill")),
        ({"occupation_group": "9999"}, ("data.occupation_group", "unknown_occupation")),
        ({"apply_by": (TODAY - timedelta(1)).isoformat()}, ("data.apply_by", "before_it_was_listed")),
        ({"languages": ["it:D1"]}, ("data.languages.0", "malformed")),
        ({"employer_ref": "Fictitious Kitchens"}, ("data.employer_ref", "looks_identifying")),
    ):
        refused = posted(server, "OpeningListed", **(data | wrong))
        assert (refused.status_code, [(e["path"], e["code"]) for e in refused.json()["errors"]]) == (422, [place])


def test_who_has_no_business_with_openings_reads_none(server):
    assert server.client.get("/employment/v1/openings").status_code == 401
    assert server.get("/employment/v1/openings", OFI, "auditor").status_code == 403


def test_beside_her_plan_each_opening_tells_what_it_asks_and_to_others_she_is_not_there(server, pathway):
    city, name = f"Fictitia {uuid4()}", f"o-{uuid4()}"
    begun = server.post([need(pathway), fact("PathwayOpened", pathway, basis="support_service")], OFI).json()
    after = {"Ariadna-After": f"intake={begun[-1]['position']}"}
    who = fact("ReferentAssigned", pathway, referent_provider=OFI, staff_ref="st_1", chosen_with_her=True)
    assigned = server.post(who, OFI, door="pathway", **after)
    assert assigned.status_code == 201, assigned.text
    seen = {"Ariadna-After": f"{after['Ariadna-After']},pathway={assigned.json()['position']}"}
    hers = [fact("SkillsListed", pathway, skills=[CLEAN]), fact("WorkEntitlementRecorded", pathway, **NOT_ENTITLED)]
    assert server.post(hers, OFI, door="employment", **seen).status_code == 201
    posted(server, "OpeningListed", opening_id=name, city=city, **JOB)
    path = f"/employment/v1/pathways/{pathway}/openings"
    (item,) = server.get(path, OFI, city=city).json()["items"]
    assert [(each["what"], each["mark"]) for each in item["requirements"]] == [
        ("language", "nobody_knows"),
        ("skill", "met"),
        ("city", "nobody_knows"),
    ]
    assert item["warnings"] == [{"code": "entitlement_absent", "until": None}]
    assert server.get(path, OFI, city=city, only_met="true").json()["items"] == []
    strange, nobody = (server.get(each, ARTE) for each in (path, path.replace(pathway, str(uuid4()))))
    assert (strange.status_code, strange.content) == (nobody.status_code, nobody.content) == (404, strange.content)
