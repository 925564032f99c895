"""Two privacy officers, told apart by name, decide the same: then it is in the ledger, and no event of hers."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import orjson
import pytest

from shared.access import Reader
from shared.clocks import When
from shared.door.admission import admit
from shared.errors import UnknownPathway
from tests.services.stored import FAR, PSI, embedded, event, put, reader

OPENED = date(2026, 2, 2)
NOW = datetime.now(UTC)
TODAY = NOW.date()
ALL = When(date(2028, 1, 1))
EXECUTED = {"decision": "executed"}
REFUSED = {"decision": "refused", "ground": "legal_claim"}


def officer(actor, provider="NET"):
    return Reader(provider, "privacy_officer", actor, "t", 2**40)


ONE, OTHER = officer("po_1"), officer("po_2")


@pytest.fixture
def ariadna(tmp_path, databases):
    with embedded(tmp_path / "data", databases) as store:
        yield store


@pytest.fixture
def hers(ariadna, pathway_id):
    put(ariadna, event("PathwayOpened", pathway_id, OPENED, basis="support_service"))
    return pathway_id


def decide(ariadna, pathway_id, by, event_id=None, **data):
    """What an officer is answered: the status, or the code of what is in the way."""
    posted = event("ErasureDecided", pathway_id, TODAY, **(data or EXECUTED))
    if event_id:
        posted["event_id"] = event_id
    draft = admit(orjson.dumps(posted), "pathway", by, NOW)
    (receipt,) = ariadna.services["pathway"].log.post([draft])
    return receipt.errors[0].code if receipt.errors else receipt.status


def decisions(ariadna):
    ledger = ariadna.keys.ledger
    return [ledger.decision(entry) for entry in ledger.entries()]


def erased(ariadna, pathway_id):
    """Whether it is in the ledger."""
    return bool(ariadna.keys.ledger.erased([UUID(pathway_id).bytes]))


def tasks(ariadna, who=ONE):
    return [one for one in ariadna.pathways.tasks(who, TODAY) if one["what"] == "erasure_to_confirm"]


def test_two_people_who_decide_the_same_erase(ariadna, hers):
    position = ariadna.services["pathway"].log.position()
    assert decide(ariadna, hers, ONE) == "accepted"
    assert not erased(ariadna, hers)
    assert decide(ariadna, hers, OTHER) == "accepted"
    assert erased(ariadna, hers)
    (decided,) = decisions(ariadna)
    assert (decided.decision, decided.by, decided.decided_on) == ("executed", ("NET/po_1", "NET/po_2"), TODAY)
    assert ariadna.services["pathway"].log.position() == position


def test_she_can_be_read_no_more_from_the_moment_of_the_decision(ariadna, hers):
    decide(ariadna, hers, ONE)
    assert ariadna.pathways.views(hers, ALL, reader())
    decide(ariadna, hers, OTHER)
    for reading in ("views", "history", "picture"):
        with pytest.raises(UnknownPathway):
            getattr(ariadna.pathways, reading)(hers, ALL, reader())
    assert list(ariadna.pathways.overview.rows()) == []
    ariadna.erasing.carry_out()
    with pytest.raises(UnknownPathway):
        ariadna.pathways.views(hers, ALL, reader())


def test_one_person_alone_decides_nothing_however_often(ariadna, hers):
    assert decide(ariadna, hers, ONE) == "accepted"
    assert decide(ariadna, hers, ONE) == "same_person"
    assert not erased(ariadna, hers)


def test_a_retry_of_the_same_decision_is_a_duplicate_and_other_content_a_conflict(ariadna, hers):
    event_id = str(uuid4())
    assert decide(ariadna, hers, ONE, event_id) == "accepted"
    assert decide(ariadna, hers, ONE, event_id) == "duplicate"
    assert decide(ariadna, hers, ONE, event_id, **REFUSED) == "other_content"
    assert not erased(ariadna, hers)


def test_people_of_one_name_in_two_organisations_are_two(ariadna, hers):
    decide(ariadna, hers, ONE)
    assert decide(ariadna, hers, officer("po_1", "ALBA")) == "accepted"
    assert erased(ariadna, hers)


def test_a_token_that_names_nobody_decides_nothing(ariadna, hers):
    assert decide(ariadna, hers, officer("local")) == "person_not_named"
    assert decide(ariadna, hers, officer("local", "ALBA")) == "person_not_named"
    assert decisions(ariadna) == []


@pytest.mark.parametrize("role", ["worker", "coordinator", "supervisor", "admin"])
def test_nobody_but_privacy_officers_decides(ariadna, hers, role):
    assert decide(ariadna, hers, Reader(FAR, role, "st_9", "t", 0)) == "role_not_allowed"
    decide(ariadna, hers, ONE)
    assert decide(ariadna, hers, Reader(FAR, role, "st_9", "t", 0)) == "role_not_allowed"


def test_of_two_decisions_that_differ_the_later_waits_for_another(ariadna, hers):
    assert decide(ariadna, hers, ONE) == "accepted"
    assert decide(ariadna, hers, OTHER, **REFUSED) == "accepted"
    assert decisions(ariadna) == []
    assert decide(ariadna, hers, ONE, **REFUSED) == "accepted"
    assert [decided.decision for decided in decisions(ariadna)] == ["refused"]
    assert not erased(ariadna, hers)
    assert ariadna.pathways.views(hers, ALL, reader())


def test_whatever_is_kept_is_kept_on_a_ground(ariadna, hers):
    assert decide(ariadna, hers, ONE, decision="refused") == "missing"
    assert decide(ariadna, hers, ONE, decision="partly") == "missing"


def test_a_first_decision_is_a_task_for_privacy_officers_until_it_is_taken(ariadna, hers):
    assert tasks(ariadna) == []
    decide(ariadna, hers, ONE)
    (task,) = tasks(ariadna)
    assert (task["pathway_id"], task["subject"], task["duty"]) == (hers, "executed", "privacy_officer")
    assert tasks(ariadna, reader()) == tasks(ariadna, reader("NET", "supervisor")) == []
    decide(ariadna, hers, OTHER)
    assert tasks(ariadna) == []


def test_an_unknown_pathway_is_unknown_to_officers_too(ariadna):
    assert decide(ariadna, str(uuid4()), ONE) == "unknown_pathway"


def merged(ariadna, one, other):
    put(ariadna, event("PathwayOpened", other, OPENED, basis="support_service"), provider=PSI)
    both = {"survivor": one, "absorbed": other, "consent_id": "cM"}
    given = {"consent_id": "cM", "purpose": "merge_registrations", "recipients": [FAR], "form": "written"}
    put(ariadna, event("ConsentGiven", one, OPENED, **given), event("RegistrationsMerged", one, OPENED, **both))
    ariadna.drain()


def test_registrations_that_are_merged_are_erased_together(ariadna, hers):
    other = str(uuid4())
    merged(ariadna, hers, other)
    decide(ariadna, other, ONE)
    decide(ariadna, other, OTHER)
    assert erased(ariadna, hers)
    assert erased(ariadna, other)


def test_a_registration_that_was_split_off_again_is_another_womans(ariadna, hers):
    other = str(uuid4())
    merged(ariadna, hers, other)
    put(ariadna, event("RegistrationsSplit", hers, TODAY, survivor=hers, restored=other, reason="wrong_match"))
    decide(ariadna, hers, ONE)
    decide(ariadna, hers, OTHER)
    assert erased(ariadna, hers)
    assert not erased(ariadna, other)
    ariadna.erasing.carry_out()
    assert ariadna.pathways.views(other, ALL, reader(PSI))
