"""Her code as the store keeps it: by its hash alone, found once, replaced at any time, guessed a few times an hour."""

from datetime import UTC, date, datetime

import orjson
import pytest

from services.pathway.api.codes import carries
from services.pathway.codes import MOST_OF_ALL, MOST_OF_ONE
from services.pathway.issuing import Issuing, drawn
from services.pathway.shapes import SafetyCheck
from shared.clocks import When, civil_day
from shared.door.admission import admit
from shared.errors import NotAllowed, PathwayIsClosed, UnknownPathway
from tests.services.stored import FAR, PSI, embedded, event, put, reader

OPENED = date(2026, 2, 2)
NOW = datetime.now(UTC)
TODAY = civil_day(NOW)
ALL = When(date(2028, 1, 1))
SAFE = SafetyCheck(safe_to_carry_paper="yes", things_looked_through="no", she_wants_it="yes")
CONSENT = {"consent_id": "c1", "purpose": "coordination", "recipients": [PSI], "form": "written"}
STRANGER = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"


@pytest.fixture
def ariadna(tmp_path, databases):
    with embedded(tmp_path / "data", databases) as store:
        yield store


@pytest.fixture
def opened(ariadna, pathway_id):
    referent = {"referent_provider": FAR, "staff_ref": "st_1", "chosen_with_her": True}
    put(
        ariadna,
        event("PathwayOpened", pathway_id, OPENED, basis="support_service"),
        event("ReferentAssigned", pathway_id, OPENED, **referent),
    )
    return ariadna


def issuing(ariadna):
    pathways = ariadna.pathways
    return Issuing(pathways.log, pathways.log.rules.codes, pathways)


def issue(ariadna, pathway_id, by=None):
    code, _ = issuing(ariadna).issue(pathway_id, by or reader(), carries=True)
    return code


def post(ariadna, *posted, by=None):
    """The receipts of what is posted at the pathway door today."""
    drafts = [admit(orjson.dumps(one), "pathway", by or reader(PSI), NOW) for one in posted]
    return ariadna.services["pathway"].log.post(drafts)


def presented(code, pathway_id=None):
    return event("ContinuityCodePresented", pathway_id, TODAY, code=code)


def code_of(receipts):
    (receipt,) = receipts
    return receipt.errors[0].code if receipt.errors else receipt.status


def waiting(ariadna, by=None):
    return [each["pathway_id"] for each in issuing(ariadna).presented(by or reader(PSI))]


def unreadable(ariadna, pathway_id, by):
    for reading in ("views", "history", "picture"):
        with pytest.raises(UnknownPathway):
            getattr(ariadna.pathways, reading)(pathway_id, ALL, by)
    return not [*ariadna.pathways.own(by, ariadna.pathways.overview.rows())]


def test_a_presented_code_opens_nothing_until_she_consents(opened, pathway_id):
    code = issue(opened, pathway_id)
    assert code_of(post(opened, presented(code))) == "accepted"
    assert waiting(opened) == [pathway_id]
    assert unreadable(opened, pathway_id, reader(PSI))
    assert unreadable(opened, pathway_id, reader(PSI, "coordinator"))
    assert code_of(post(opened, event("ConsentGiven", pathway_id, TODAY, **CONSENT))) == "accepted"
    assert opened.pathways.views(pathway_id, ALL, reader(PSI))
    assert waiting(opened) == []


@pytest.mark.parametrize(
    ("type_name", "data"),
    [
        ("ConsentGiven", CONSENT | {"recipients": [PSI, "BCN-PONT"]}),
        ("ConsentGiven", CONSENT | {"recipients": ["BCN-PONT"]}),
        ("ConsentGiven", CONSENT | {"purpose": "merge_registrations"}),
        ("ConsentWithdrawn", {"consent_id": "c1"}),
        ("RestrictionSet", {"restriction_id": "r1", "providers": [FAR]}),
        ("PathwayClosed", {"reason": "goals_met", "agreed_with_her": True}),
        ("ReferralAnswered", {"referral_id": "r1", "answer": "accepted"}),
        ("ContinuityCodeIssued", {"code_hash": "hmac:0"}),
    ],
)
def test_every_other_post_is_refused_as_of_an_unknown_pathway(opened, pathway_id, type_name, data):
    code = issue(opened, pathway_id)
    asked, other = presented(code), event(type_name, pathway_id, TODAY, **data)
    receipts = post(opened, asked, other)
    assert [receipt.status for receipt in receipts] == ["accepted", "refused"]
    assert receipts[1].errors[0].code == "unknown_pathway"


def test_it_is_no_leave_to_report_facts(opened, pathway_id):
    post(opened, presented(issue(opened, pathway_id)))
    opened.drain()
    need = event("NeedIdentified", pathway_id, TODAY, need_id="n1", dimension="health", voiced_by="her")
    (receipt,) = opened.services["intake"].log.post([admit(orjson.dumps(need), "intake", reader(PSI), NOW)])
    assert receipt.errors[0].code == "unknown_pathway"


def test_whom_she_shuts_out_she_does_not_let_in_by_a_code(opened, pathway_id):
    put(opened, event("RestrictionSet", pathway_id, OPENED, restriction_id="r1", providers=[PSI]))
    post(opened, presented(issue(opened, pathway_id)))
    assert code_of(post(opened, event("ConsentGiven", pathway_id, TODAY, **CONSENT))) == "unknown_pathway"


def test_a_code_that_was_replaced_is_answered_as_a_wrong_one_and_what_it_asked_ends(opened, pathway_id):
    first = issue(opened, pathway_id)
    post(opened, presented(first))
    second = issue(opened, pathway_id)
    assert waiting(opened) == []
    assert code_of(post(opened, event("ConsentGiven", pathway_id, TODAY, **CONSENT))) == "unknown_pathway"
    tries = [presented(code) for code in (first, drawn())]
    replaced, wrong = (post(opened, one)[0] for one in tries)
    assert (replaced.status, replaced.errors) == (wrong.status, wrong.errors)
    assert code_of(post(opened, presented(second))) == "accepted"


def test_a_closed_pathway_s_code_is_answered_as_a_wrong_one(opened, pathway_id):
    code = issue(opened, pathway_id)
    put(opened, event("PathwayClosed", pathway_id, TODAY, reason="goals_met", agreed_with_her=True))
    assert code_of(post(opened, presented(code))) == "unknown_code"
    with pytest.raises(PathwayIsClosed):
        issue(opened, pathway_id)


def test_an_erased_pathway_s_code_is_answered_as_a_wrong_one_and_makes_no_key(opened, pathway_id):
    code = issue(opened, pathway_id)
    keys, stream = opened.keys, bytes.fromhex(pathway_id.replace("-", ""))
    with keys._database.writing() as cursor:
        cursor.execute("DELETE FROM stream_keys WHERE stream = ?", (stream,))
    keys._known.clear()
    assert code_of(post(opened, presented(code))) == "unknown_code"
    assert keys.existing(stream) is None


def test_a_code_presented_for_another_pathway_is_a_wrong_one(opened, pathway_id):
    code = issue(opened, pathway_id)
    assert code_of(post(opened, presented(code, STRANGER))) == "unknown_code"
    assert code_of(post(opened, presented(code, pathway_id))) == "accepted"


def test_a_retry_is_a_duplicate_and_the_same_id_with_another_code_a_conflict(opened, pathway_id):
    asked = presented(issue(opened, pathway_id))
    assert [code_of(post(opened, asked)) for _ in range(2)] == ["accepted", "duplicate"]
    issue(opened, pathway_id)
    assert code_of(post(opened, asked)) == "duplicate"
    assert code_of(post(opened, asked | {"data": {"code": drawn()}})) == "other_content"


def test_a_mistyped_code_is_told_so_and_counts_as_no_try(opened):
    assert {code_of(post(opened, presented("K7QM-3XRT-9"))) for _ in range(MOST_OF_ONE + 1)} == {"mistyped"}
    assert code_of(post(opened, presented(drawn()))) == "unknown_code"


def test_after_a_few_wrong_tries_a_provider_waits_and_no_other_does(opened, pathway_id):
    code = issue(opened, pathway_id)
    assert {code_of(post(opened, presented(drawn()))) for _ in range(MOST_OF_ONE)} == {"unknown_code"}
    assert code_of(post(opened, presented(code))) == "too_many_tries"
    assert code_of(post(opened, presented(code), by=reader("MIL-ARTE"))) == "accepted"


def test_after_many_wrong_tries_of_all_everybody_waits_an_hour(opened, pathway_id):
    code = issue(opened, pathway_id)
    for number in range(MOST_OF_ALL):
        post(opened, presented(drawn()), by=reader(f"BCN-{number}"))
    assert code_of(post(opened, presented(code))) == "too_many_tries"
    with opened.pathways.log.writing() as cursor:
        cursor.execute("UPDATE code_tries SET at = at - 3600000001")
    assert code_of(post(opened, presented(code))) == "accepted"


def test_a_code_is_stored_nowhere(opened, pathway_id):
    code = issue(opened, pathway_id)
    post(opened, presented(code))
    opened.drain()
    said = opened.pathways.history(pathway_id, ALL, reader())["items"]
    assert code.replace("-", "") not in orjson.dumps(said).decode().replace("-", "")
    assert "hmac:" not in orjson.dumps(said).decode()
    assert [each["type"] for each in said][-2:] == ["ContinuityCodeIssued", "ContinuityCodePresented"]


def test_only_her_referent_makes_one(opened, pathway_id):
    with pytest.raises(UnknownPathway):
        issue(opened, pathway_id, reader(PSI))
    for other in (reader("NET", "supervisor"),):
        with pytest.raises(NotAllowed):
            issue(opened, pathway_id, other)
    put(opened, event("ConsentGiven", pathway_id, OPENED, **CONSENT))
    with pytest.raises(NotAllowed):
        issue(opened, pathway_id, reader(PSI))
    assert (
        code_of(post(opened, event("ContinuityCodeIssued", pathway_id, TODAY, code_hash="hmac:0"), by=reader()))
        == "made_here"
    )


@pytest.mark.parametrize(
    "answers",
    [
        {"safe_to_carry_paper": "no"},
        {"safe_to_carry_paper": "unsure"},
        {"things_looked_through": "yes"},
        {"things_looked_through": "unsure"},
        {"she_wants_it": "no"},
    ],
)
def test_where_a_card_is_not_safe_or_not_wanted_none_is_made(opened, pathway_id, answers):
    before = opened.pathways.log.position()
    assert carries(SAFE)
    wanted = carries(SAFE.model_copy(update=answers))
    assert issuing(opened).issue(pathway_id, reader(), carries=wanted) is None
    assert opened.pathways.log.position() == before
