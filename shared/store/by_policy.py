"""What the services' own policies put into a log: no code of a person's stands in it."""

from datetime import date

from msgspec import Raw

from shared.store.entries import Draft
from shared.store.sealed import Body, encode_body


def by_policy(
    event_id: bytes, stream: bytes, provider_id: str, policy: str, type_name: str, on: date, data: bytes, flags: int
) -> Draft:
    """An event of a policy, the same however often it is made; `data` is JSON."""
    body = Body(type=type_name, provider_id=provider_id, actor=policy, role="policy", occurred_on=on, data=Raw(data))
    return Draft(event_id, stream, provider_id, encode_body(body), event_id, "policy", flags, trusted=True)
