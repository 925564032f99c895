"""What employment keeps of other services' facts, and from when on."""

from uuid import UUID

import pytest

from services.employment.domain.heard import HEARD
from services.employment.registrations import MIGRATIONS
from shared.clocks import When
from tests.services.pathway.domain.given import day
from tests.services.stored import FAR, embedded, event, put, reader

HER = "96e92cc4-0d82-5f7b-a23c-b8ebb248dd66"
OPENING = (
    event("PathwayOpened", HER, day(1), basis="support_service"),
    event("NeedIdentified", HER, day(1), need_id="n1", dimension="health", voiced_by="her"),
    event("RiskAssessed", HER, day(1), level="high", tool="network_v1"),
    event("StepStarted", HER, day(2), step_id="H1", dimension="housing"),
    event("LanguageLevelAssessed", HER, day(3), language="es", level="A2", scope="overall"),
    event("ReferentAssigned", HER, day(3), referent_provider=FAR, staff_ref="st_1", chosen_with_her=True),
    event("PlanAgreed", HER, day(3), plan_version=1),
)
WHEN = When(day(60))


@pytest.fixture
def ariadna(tmp_path):
    with embedded(tmp_path) as found:
        yield found


def held(ariadna):
    log = ariadna.services["employment"].log
    return [log.mapper.open(row.state) for row in log.scan()]


def test_nothing_is_stored_of_what_a_plan_has_no_use_for(ariadna):
    put(ariadna, *OPENING)
    kept = {each.type for each in held(ariadna)}
    assert kept == {"PathwayOpened", "LanguageLevelAssessed", "ReferentAssigned"}
    assert kept <= {fact.__name__ for fact in HEARD}
    assert ariadna.services["employment"].log.reached("intake") == ariadna.services["intake"].log.position()


def test_what_was_heard_is_not_published_again(ariadna):
    put(ariadna, *OPENING, event("ApplicationSent", HER, day(4), sector="catering", count=2))
    told, _ = ariadna.services["employment"].log.messages(0, 100)
    assert len(told) == 1


def test_a_plan_tells_of_what_was_heard_and_of_its_own(ariadna):
    own = event("WorkEntitlementRecorded", HER, day(5), entitled=True, basis="permit", until=day(90).isoformat())
    put(ariadna, *OPENING, own)
    found = ariadna.services["employment"].asked.plan(_id(), WHEN, reader())
    assert (found["referents"], found["open"], found["entitlement"]["state"]) == ([FAR], True, "entitled")
    assert [each["level"] for each in found["languages"]] == ["A2"]


def test_who_is_only_named_in_a_refusal_may_not_post(ariadna):
    asked = event(
        *("HandoverProposed", HER, day(5)),
        **{"handover_id": "ho1", "from_provider": FAR, "to_provider": "BCN-PSI", "step_ids": ["H1"]},
    )
    put(ariadna, *OPENING, asked)
    put(ariadna, event("HandoverDeclined", HER, day(6), handover_id="ho1", reason="no_capacity"), provider="BCN-PSI")
    service = ariadna.services["employment"]
    with service.log.reading() as cursor:
        assert service.log.rules.grants.has(cursor, _id().bytes, FAR)
        assert not service.log.rules.grants.has(cursor, _id().bytes, "BCN-PSI")


def test_an_older_store_hears_once_more_what_it_had_passed_over(tmp_path):
    with embedded(tmp_path) as older:
        put(older, *OPENING, carry=False)
        log = older.services["employment"].log
        with log.writing() as cursor:  # as it was before plans: all was passed over, the steps were not taken
            log.recorder.keep(cursor, {"intake": 100, "pathway": 100, "kafka": 7, "kafka 1d": 7})
            cursor.execute("DELETE FROM migrations WHERE family = 'plans'")
        assert held(older) == []
    with embedded(tmp_path) as newer:
        newer.drain()
        assert {each.type for each in held(newer)} == {"PathwayOpened", "LanguageLevelAssessed", "ReferentAssigned"}
        log = newer.services["employment"].log
        assert (log.position_of("kafka"), log.position_of("kafka 1d")) == (7, 7)
    assert len(MIGRATIONS) == 1


def test_merged_registrations_have_one_plan_from_either_of_them(ariadna):
    other = "a6e92cc4-0d82-5f7b-a23c-b8ebb248dd66"
    put(ariadna, *OPENING, event("PathwayOpened", other, day(1), basis="support_service"))
    put(ariadna, event("WorkEntitlementRecorded", other, day(5), entitled=True, basis="permit"))
    put(ariadna, event("RegistrationsMerged", HER, day(6), survivor=HER, absorbed=other, consent_id="c1"))
    plans = ariadna.services["employment"].asked
    for each in (HER, other):
        assert plans.plan(_id(each), WHEN, reader())["entitlement"]["state"] == "entitled"


def _id(text=HER):
    return UUID(text)
