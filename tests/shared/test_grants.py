"""Who may post to a pathway, by a service's own table."""

from uuid import UUID, uuid4

import orjson
import pytest

from shared.access import Reader
from shared.door.admission import admit
from shared.grants import Grants, asked, granted, learn_authors, learn_decisions
from shared.store.entries import Draft
from shared.store.log import Log
from tests.shared.store.conftest import NOW, posted

FAR = Reader("BCN-FAR", "worker", "st_1", "token", 0)
PSI = Reader("BCN-PSI", "worker", "st_9", "token", 0)
SUPERVISOR = Reader("NET", "supervisor", "st_0", "token", 0)


@pytest.fixture
def open_door(place, keys):
    """A log that asks grants; `opens` lets a first post open a pathway."""
    opened = []

    def open_one(name="intake", *, opens=True):
        grants = Grants(keys, opens=opens)
        log = Log(place(name), keys, grants)
        opened.append(log)
        return log, grants

    yield open_one
    for log in opened:
        log.close()


def said(pathway, type_name, reader=FAR, door="pathway", **data):
    event = {"event_id": str(uuid4()), "type": type_name, "schema_version": 1, "pathway_id": pathway}
    draft = admit(orjson.dumps(event | {"occurred_on": NOW.date().isoformat(), "data": data}), door, reader, NOW)
    assert isinstance(draft, Draft), draft
    return draft


def consent(pathway, *recipients):
    data = {"consent_id": "c1", "purpose": "coordination", "recipients": [*recipients], "form": "written"}
    return said(pathway, "ConsentGiven", **data)


def statuses(log, *drafts):
    return [receipt.status for receipt in log.post(drafts)]


def test_the_first_to_post_opens_and_others_are_strangers(open_door):
    log, _ = open_door()
    pathway = str(uuid4())
    assert statuses(log, posted(pathway)) == ["accepted"]
    (receipt,) = log.post([posted(pathway, reader=PSI)])
    assert (receipt.status, receipt.errors[0].code) == ("refused", "unknown_pathway")


def test_of_two_first_posts_in_one_transaction_the_earlier_opens(open_door):
    log, _ = open_door()
    pathway = str(uuid4())
    assert statuses(log, posted(pathway), posted(pathway, reader=PSI)) == ["accepted", "refused"]


def test_where_nothing_is_opened_a_first_post_is_a_strangers(open_door):
    log, _ = open_door(opens=False)
    assert statuses(log, posted(str(uuid4()))) == ["refused"]


def test_who_oversees_posts_to_what_is_known_and_opens_nothing_elsewhere(open_door):
    log, _ = open_door()
    pathway = str(uuid4())
    log.post([posted(pathway)])
    assert statuses(log, posted(pathway, reader=SUPERVISOR)) == ["accepted"]
    closed, _ = open_door("employment", opens=False)
    assert statuses(closed, posted(pathway, reader=SUPERVISOR)) == ["refused"]


def test_a_refused_stranger_is_still_a_stranger_afterwards(open_door):
    log, _ = open_door()
    pathway = str(uuid4())
    log.post([posted(pathway)])
    assert [statuses(log, posted(pathway, reader=PSI)) for _ in range(3)] == [["refused"]] * 3


def test_a_service_learns_who_posted_elsewhere(open_door):
    source, _ = open_door()
    log, grants = open_door("employment", opens=False)
    pathway = str(uuid4())
    source.post([posted(pathway)])
    messages, upto = source.messages(0, 10)
    learn_authors(log, grants)(messages, {"intake": upto})
    assert statuses(log, posted(pathway), posted(pathway, reader=PSI)) == ["accepted", "refused"]
    assert log.position_of("intake") == 1


def test_a_service_learns_whom_a_consent_names(open_door):
    source, _ = open_door("pathway")
    log, grants = open_door()
    pathway = str(uuid4())
    log.post([posted(pathway)])
    source.post([consent(pathway, "BCN-PSI")])
    messages, upto = source.messages(0, 10)
    for _ in range(2):  # a second delivery changes nothing
        learn_decisions(log, grants)(messages, {"pathway": upto})
    assert statuses(log, posted(pathway, reader=PSI)) == ["accepted"]


@pytest.mark.parametrize(
    ("type_name", "data", "may_post", "is_asked"),
    [
        (
            "ConsentGiven",
            {"consent_id": "c", "purpose": "handover", "recipients": ["MIL-A"], "form": "written"},
            {"MIL-A"},
            set(),
        ),
        ("ConsentWithdrawn", {"consent_id": "c", "recipients": ["MIL-A"]}, set(), set()),
        (
            "FallbackAgreed",
            {"pact_id": "p", "step_id": "P1", "to_provider": "MIL-A", "rank": 1, "agreed_with_her": True},
            {"MIL-A"},
            set(),
        ),
        (
            "ReferralSent",
            {"referral_id": "r", "to_provider": "MIL-A", "dimension": "health", "consent_id": "c", "urgency": "normal"},
            set(),
            {"MIL-A"},
        ),
        (
            "HandoverProposed",
            {"handover_id": "h", "from_provider": "BCN-FAR", "to_provider": "MIL-A", "step_ids": ["P1"]},
            set(),
            {"MIL-A"},
        ),
        ("PlanReviewed", {"with_her": True}, set(), set()),
    ],
)
def test_what_each_decision_grants(open_door, type_name, data, may_post, is_asked):
    log, _ = open_door("pathway")
    pathway = str(uuid4())
    draft = said(pathway, type_name, **data)
    log.post([draft])
    (event,) = log.events(UUID(pathway).bytes)
    assert granted(event) == {"BCN-FAR"} | may_post
    assert asked(event) == is_asked


@pytest.mark.parametrize(
    ("type_name", "data"),
    [
        ("ReferralAnswered", {"referral_id": "r", "answer": "declined"}),
        ("HandoverDeclined", {"handover_id": "h", "reason": "no_capacity"}),
    ],
)
def test_who_declines_gains_nothing(open_door, type_name, data):
    log, _ = open_door("pathway")
    pathway = str(uuid4())
    log.post([said(pathway, type_name, **data)])
    assert granted(log.events(UUID(pathway).bytes)[0]) == set()


def test_more_pathways_than_are_kept_in_memory_keep_their_grants(open_door, monkeypatch):
    monkeypatch.setattr("shared.grants.KEPT", 5)
    log, _ = open_door()
    pathways = [str(uuid4()) for _ in range(20)]
    for pathway in pathways:
        log.post([posted(pathway)])
    for pathway in pathways:
        assert statuses(log, posted(pathway), posted(pathway, reader=PSI)) == ["accepted", "refused"]
