"""Plans over HTTP: codes that are not there are refused, every read is on disk before a byte of its answer leaves."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from deploy.wiring import Embedded
from services.pathway.notices import EVERYBODY
from shared.clocks import civil_day
from shared.reads import NEWEST
from tests.services.pathway.domain.given import day
from tests.services.pathway.watched import Watched
from tests.services.stored import FAR, embedded, event, put
from tests.shared.asked import Asked

READ = ("/employment/v1/pathways/{}/plan", "/employment/v1/pathways/{}/history", "/employment/v1/pathways/{}/openings")
THERE = "0ff99f51-40d9-42f1-a1ec-377b2bb5e15f"


class Employment(Watched):
    """The employment service instead of the pathway's."""

    def __init__(self, ariadna: Embedded) -> None:
        super().__init__(ariadna)
        self.app = ariadna.services["employment"].app()
        self.book = ariadna.services["employment"].reads

    def count(self):
        return self.book.log.position()


@pytest.fixture
def watched(tmp_path):
    with embedded(tmp_path) as ariadna:
        yield Employment(ariadna)


@pytest.fixture
def her(watched):
    pathway = str(uuid4())
    put(watched.ariadna, event("PathwayOpened", pathway, day(1), basis="support_service"))
    put(watched.ariadna, event("ReferentAssigned", pathway, day(1), **ANSWERING))
    return pathway


ANSWERING = {"referent_provider": FAR, "staff_ref": "st_1", "chosen_with_her": True}


@pytest.mark.promise("A8")
def test_a_read_of_a_plan_is_on_disk_before_its_first_byte_and_so_is_a_try(watched, her, tally):
    stranger = watched.token("BCN-NOVA", "worker", "st_9")
    for number, path in enumerate(READ):
        actor, before = f"st_{number}", watched.count()
        status, _, body, at_first_byte = watched.ask(path.format(her), watched.token(FAR, "worker", actor))
        assert (status, at_first_byte, watched.count()) == (200, before + 1, before + 1), body
        unknown = watched.ask(path.format(uuid4()), stranger)
        assert watched.ask(path.format(her), stranger)[:3] == (404, *unknown[1:3]) == unknown[:3]
    told = [(kept.record.actor, kept.record.outcome) for kept in watched.book.of_pathways([her], NEWEST, 10)]
    assert sorted(told) == [*((f"st_{n}", "shown") for n in range(3)), *(("st_9", "unknown"),) * 3]
    tally(addresses=len(READ), records=len(told))


def test_what_can_not_be_written_down_is_not_answered(watched, her):
    with watched.book.log.database.writing() as cursor:
        cursor.execute("ALTER TABLE head RENAME TO away")
    watched.counting = False
    for path in READ:
        status, _, body, _ = watched.ask(path.format(her), watched.token(FAR, "worker", "st_1"))
        assert status == 503
        assert her.encode() not in body


def refused(watched, type_name, her, door="employment", **data):
    """What a door says of what it does not take in."""
    said = event(type_name, her, civil_day(datetime.now(UTC)), **data)
    token = watched.ariadna.signer.issue(FAR, "worker", "st_1")
    asked = Asked(watched.ariadna.app())
    answer = asked.post(f"/{door}/v1/events", json=said, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code in (201, 422), answer.text
    return [(each["path"], each["code"]) for each in answer.json().get("errors", [])]


def test_codes_that_are_not_there_are_refused_by_their_path(watched, her):
    put(watched.ariadna, event("ApplicationSent", her, day(2), sector="catering", count=1))
    assert refused(watched, "SkillsListed", her, skills=[THERE]) == []
    assert refused(watched, "SkillsListed", her, skills=[THERE, str(uuid4())]) == [("data.skills", "unknown_skill")]
    (found,) = refused(watched, "SkillsListed", her, skills=["cooking"])
    assert found[0].startswith("data.skills")
    assert refused(watched, "WorkPreferencesSet", her, hours_most=41, voiced_by="her")[0][0] == "data.hours_most"
    said = {"language": "es", "level": "D1", "scope": "overall"}
    assert refused(watched, "LanguageLevelAssessed", her, "intake", **said) == [("data.level", "not_in_list")]
    held = [each.type for each in _held(watched)]
    assert held.count("SkillsListed") == 1


def _held(watched):
    log = watched.ariadna.services["employment"].log
    return [log.mapper.open(row.state) for row in log.scan()]


def test_a_concern_at_the_employment_door_asks_for_a_risk_review_within_a_working_day(watched, her):
    on = day(4)  # a Sunday, so that the next working day is the Monday after it
    put(
        watched.ariadna,
        event("StepStarted", her, day(2), step_id="W1", dimension="job_placement"),
        event("LabourRightsConcernRaised", her, on, step_id="W1", indicators=["debt"]),
    )
    watched.ariadna.pathways.tick(on)
    tasks = watched.ariadna.pathways.tasks(EVERYBODY, on)
    asked = [each for each in tasks if each["what"] == "labour_review"]
    assert [(each["provider_id"], each["due"], each["urgent"]) for each in asked] == [(FAR, day(5).isoformat(), True)]
