"""A provider that uses one id at two doors loses neither event; the fold takes the one recorded first."""

from uuid import UUID, uuid4

from shared.store.audit import verify
from tests.shared.store.conftest import posted


def test_both_are_carried_and_stored(open_log):
    pathway_id, event_id = str(uuid4()), str(uuid4())
    intake, employment, pathway = open_log("intake"), open_log("employment"), open_log("pathway")
    intake.post([posted(pathway_id, "P1", event_id)])
    employment.post([posted(pathway_id, "W1", event_id)])
    for source in (intake, employment, intake):
        messages, upto = source.messages(0, 1000)
        pathway.join(messages, {source.name: upto})
    assert [event.fact.step_id for event in pathway.events(UUID(pathway_id).bytes)] == ["P1", "W1"]
    assert verify(pathway) is None
