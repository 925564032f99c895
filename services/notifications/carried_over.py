"""What was posted here before notifications had keys of its own, put under them once, where both rings are at hand.

The old rows stay as they are, for a log only grows; the ring of before alone opens them. Where that is not at hand, as
in a process of its own, people say their preferences anew.
"""

import msgspec

from shared.keys import KeyRing
from shared.store.entries import Draft
from shared.store.log import Log
from shared.store.recorder import StoredRow
from shared.store.sealed import OWN, header_of, unseal

WAY = "carried over"


class _Author(msgspec.Struct):
    """What a body says of who posted it."""

    provider_id: str
    role: str


_said = msgspec.json.Decoder(_Author).decode


def carry_over(log: Log) -> int:
    """Post again, once, what the ring of before sealed and still opens; returns how many events that were."""
    before, upto = log.keys.before, log.position()
    if before is None or log.position_of(WAY):
        return 0
    rows = (row for row in log.scan() if row.topic == OWN and row.position <= upto)
    drafts = [draft for row in rows if (draft := _drafted(row, log.keys, before))]
    if drafts:
        log.post(drafts)
    log.passed({WAY: max(upto, 1)})
    return len(drafts)


def _drafted(row: StoredRow, keys: KeyRing, before: KeyRing) -> Draft | None:
    header = header_of(row.state)
    key = before.existing(row.originator_id)
    if key is None or keys.that_sealed(header.key_id) is not before:
        return None
    body = unseal(row.state, key).rstrip(b" ")
    said = _said(body)
    return Draft(
        header.event_id, header.stream, said.provider_id, body, header.event_id, said.role, header.flags, trusted=True
    )
