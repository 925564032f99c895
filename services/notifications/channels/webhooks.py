"""Webhooks by the Standard Webhooks specification: signed, without content, once for each endpoint by `webhook-id`."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from queue import SimpleQueue
from typing import Final
from uuid import UUID

import httpx
import orjson
from standardwebhooks import Webhook

from services.notifications.channels import Holds, Results
from services.notifications.deliveries import DONE, NOT_TRIED, Claimed, Outcome
from services.notifications.endpoints import Endpoint, Endpoints
from shared.logs import kind, said
from shared.outward import NotAnAddress, NotFound, NotPublic, Outward

WITHIN: Final = 10.0
AT_ONCE: Final = 8
TYPE: Final = "notice.raised"
TURNED_OFF = Outcome("refused", "endpoint_off")
GONE = Outcome("refused", "endpoint_gone")
UNFIT = Outcome("refused", "address_unfit")
NOT_PUBLIC = Outcome("later", "not_public")
NOT_FOUND, AWAY = Outcome("away", "not_found"), Outcome("away", "endpoint_away")
ANSWER_LOST = Outcome("later", "answer_lost")
STUMBLED = Outcome("later", "stumbled")
ANSWERED = {
    3: Outcome("later", "redirected"),
    4: Outcome("later", "answered_4xx"),
    5: Outcome("later", "answered_5xx"),
}
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


class Webhooks:
    """Tells providers' own systems. `night` signs what goes to an address of the installation's own."""

    def __init__(
        self,
        endpoints: Endpoints,
        outward: Outward,
        night: str | None = None,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._endpoints = endpoints
        self._outward = outward
        self._night = night
        self._clock = clock

    def send(self, batch: Sequence[Claimed], holds: Holds) -> Iterator[Results]:
        """Some endpoints at once, each its own in turn: one that hangs keeps no other waiting."""
        told: SimpleQueue[Results] = SimpleQueue()
        whose = attrgetter("owner", "endpoint")
        groups = [list(each) for _, each in groupby(sorted(batch, key=whose), key=whose)]
        with ThreadPoolExecutor(AT_ONCE, "webhooks") as pool:
            running = [pool.submit(self._in_turn, group, holds, told.put) for group in groups]
            for _ in batch:
                yield told.get()
            for each in running:
                each.result()

    def _in_turn(self, group: list[Claimed], holds: Holds, tell: Callable[[Results], None]) -> None:
        """Those of one endpoint, until one is not taken: what is left waits until it is looked at again."""
        waits = False
        for claimed in group:
            outcome = NOT_TRIED
            try:
                if not waits and holds(claimed):
                    outcome = self._one(claimed)
                    waits = outcome is not DONE
            except Exception as error:  # whatever it is, each is told of: who reads waits for as many
                logger.error(said("webhook_stumbled", error=kind(error)))
                outcome, waits = STUMBLED, True
            tell([(claimed, outcome)])

    def _one(self, claimed: Claimed) -> Outcome:
        address = claimed.letter.address
        endpoint = self._to(address) if address else self._endpoints.get(claimed.owner, claimed.endpoint)
        if endpoint is None:
            return TURNED_OFF
        outcome = self._posted(claimed, endpoint)
        if address:
            return outcome
        if outcome is DONE:
            self._endpoints.answered(claimed.owner, claimed.endpoint)
        elif self._endpoints.failed(claimed.owner, claimed.endpoint, self._clock(), outcome is GONE):
            logger.warning(said("webhook_turned_off", reason=outcome.code))
        return outcome

    def _to(self, address: str) -> Endpoint | None:
        return Endpoint(address, [self._night], self._clock()) if self._night else None

    def _posted(self, claimed: Claimed, endpoint: Endpoint) -> Outcome:
        body = payload(claimed)
        try:
            status = self._outward.post(
                self._outward.judged(endpoint.url), body, signed(claimed, body, endpoint, self._clock()), WITHIN
            )
        except NotPublic:
            return NOT_PUBLIC
        except NotFound:
            return NOT_FOUND
        except NotAnAddress:
            return UNFIT
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return AWAY
        except (httpx.HTTPError, TimeoutError):  # it may have been taken: the id tells the receiver when it comes again
            return ANSWER_LOST
        if status == httpx.codes.GONE:
            return GONE
        return DONE if httpx.codes.is_success(status) else ANSWERED.get(status // 100, ANSWERED[5])


def payload(claimed: Claimed) -> bytes:
    """What is told: that there is a notice, since when, and where to read it after signing in."""
    notice = str(UUID(bytes=claimed.notice)) if claimed.notice else None
    return orjson.dumps(
        {
            "type": TYPE,
            "timestamp": claimed.asked.isoformat().replace("+00:00", "Z"),
            "data": {"notice_id": notice, "link": claimed.letter.link, "urgent": claimed.urgent},
        }
    )


def signed(claimed: Claimed, body: bytes, endpoint: Endpoint, now: datetime) -> dict[str, str]:
    """The headers that a receiver verifies; while a secret is changed, both have signed."""
    one = str(claimed.delivery_id)
    signatures = (Webhook(each).sign(one, now, body.decode()) for each in endpoint.signing(now))
    return {
        "content-type": "application/json",
        "user-agent": "Ariadna",
        "webhook-id": one,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
