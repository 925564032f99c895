"""What can be so when something can't be done.

    AriadnaError
    ├── KeysUnreadable            a key file or the key database
    ├── KeysExposed
    ├── SealBroken                a stored event
    ├── ChainBroken
    ├── CheckpointBroken
    ├── LedgerBroken              of erasures
    ├── NewerThanThisProgram
    ├── UnsafeStore
    ├── RightMissing              the database
    ├── WrongSetting              an environment variable
    ├── PoliciesUnfit             the files that say who may read what
    └── Refusal                   has a status and a code, answered as RFC 9457 problem details
        ├── MalformedBody         400
        ├── NotSignedIn           401
        ├── NotAllowed            403
        ├── UnknownAddress        404
        ├── UnknownPathway        404  also for what is erased or closed to the reader
        ├── UnknownEvent          404
        ├── UnknownWindow         404  also for another provider's
        ├── UnknownNotice         404  also for what is not the reader's
        ├── MethodNotOffered      405
        ├── PathwayIsClosed       409
        ├── NotThatVersion        412
        ├── BodyTooLarge          413
        ├── NotSupportedType      415
        ├── NotWellFormed         422
        ├── TooManyPathways       429
        ├── NotForeseen           500
        ├── HistoryChanged        500  the log is not as it was signed
        └── NotReady              503
            ├── NoRoom            503
            ├── Busy              503
            └── NotSeenYet        503

A service adds its own refusals beside its rules. None ever holds a word of what was sent: a title is the
first line of the docstring; paths, codes and messages are written by us.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

AGAIN_SOON = {"Retry-After": "2"}


class Problem(msgspec.Struct, frozen=True, gc=False):
    """One thing wrong at one place: a path such as `data.reason`, a code, a message without content.

    `status` is what a single posted event that has it is answered with.
    """

    status: ClassVar[int] = 422

    path: str
    code: str
    message: str


class NotNow(Problem, frozen=True, gc=False):
    """What is so now and stands against a decision, at a place or, without a path, as a whole."""

    status: ClassVar[int] = 409


class ChangedSince(Problem, frozen=True, gc=False):
    """Something was stored since the state that a decision was to be taken on."""

    status: ClassVar[int] = 412


class TooManyTries(Problem, frozen=True, gc=False):
    """It was tried too often: no more is taken for a while."""

    status: ClassVar[int] = 429
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "3600"}


class AriadnaError(Exception):
    """It can't be done."""

    @property
    def title(self) -> str:
        """The first line of the docstring, without its full stop."""
        return (type(self).__doc__ or type(self).__name__).splitlines()[0].rstrip(".")

    def __str__(self) -> str:
        return self.title


class KeysUnreadable(AriadnaError):
    """A key file is not what it should be, or is not the one that these keys were wrapped with."""


class KeysExposed(AriadnaError):
    """A key file can be read by others than its owner; set its mode to 0600, and think of replacing it."""


class SealBroken(AriadnaError):
    """A stored event is not as it was sealed, or its key is not there."""


class ChainBroken(AriadnaError):
    """What is kept of the chain or of the tree can't be what these events made, or there is no such event."""


class CheckpointBroken(AriadnaError):
    """A checkpoint is not well formed, or not signed by the key that is asked for."""


class LedgerBroken(AriadnaError):
    """An entry of the erasure ledger is not as it was written, or is another installation's."""


class NewerThanThisProgram(AriadnaError):
    """The store holds what only a newer program can read."""


class UnsafeStore(AriadnaError):
    """This database could lose what it has acknowledged."""


class RightMissing(AriadnaError):
    """The service's role may not do this in its database; tables are made by `ariadna migrate`, as their owner."""


class WrongSetting(AriadnaError):
    """An environment variable is missing or can't be what is set."""

    def __init__(self, variable: str, wanted: str) -> None:
        super().__init__()
        self.variable = variable
        self.wanted = wanted

    @property
    def title(self) -> str:
        return f"{self.variable} must be {self.wanted}"


class PoliciesUnfit(AriadnaError):
    """The policies of access can't be read, or break their schema: `ariadna policy check` says where."""


class Refusal(AriadnaError):
    """The request is refused."""

    status: ClassVar[int] = 400
    code: str = "refused"
    headers: ClassVar[Mapping[str, str]] = {}
    detail: str | None = None

    def __init__(self, *errors: Problem) -> None:
        super().__init__()
        self.errors = errors


class MalformedBody(Refusal):
    """The body can't be read."""

    status, code = 400, "malformed_body"


class NotSignedIn(Refusal):
    """A valid token is needed."""

    status, code = 401, "not_signed_in"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer realm="ariadna"'}


class NotAllowed(Refusal):
    """This role may not do this."""

    status, code = 403, "not_allowed"


class UnknownAddress(Refusal):
    """There is nothing at this address."""

    status, code = 404, "unknown_address"


class UnknownPathway(Refusal):
    """There is no such pathway here."""

    status, code = 404, "unknown_pathway"


class UnknownEvent(Refusal):
    """There is no such event here."""

    status, code = 404, "unknown_event"


class UnknownWindow(Refusal):
    """There is no such funding window here."""

    status, code = 404, "unknown_window"


class UnknownNotice(Refusal):
    """There is no such notice here."""

    status, code = 404, "unknown_notice"


class MethodNotOffered(Refusal):
    """This address does not take this method."""

    status, code = 405, "method_not_offered"


class NotThatVersion(Refusal):
    """The pathway is not as `If-Match` says: something was stored since."""

    status, code = 412, "not_that_version"


class PathwayIsClosed(Refusal):
    """The pathway is closed."""

    status, code = 409, "pathway_closed"


class BodyTooLarge(Refusal):
    """The body, or one line of it, is larger than is taken."""

    status, code = 413, "body_too_large"
    headers: ClassVar[Mapping[str, str]] = {"Connection": "close"}


class NotSupportedType(Refusal):
    """This media type is not taken here."""

    status, code = 415, "not_supported_type"


class NotWellFormed(Refusal):
    """What was sent is not well formed; `errors` says where."""

    status, code = 422, "not_well_formed"


class TooManyPathways(Refusal):
    """Too many pathways were asked for within an hour."""

    status, code = 429, "too_many_pathways"
    headers: ClassVar[Mapping[str, str]] = TooManyTries.headers


class NotForeseen(Refusal):
    """Something failed on our side; nothing was stored."""

    status, code = 500, "not_foreseen"


class HistoryChanged(Refusal):
    """The log is not the one that was signed before; `ariadna verify` tells where."""

    status, code = 500, "history_changed"


class NotReady(Refusal):
    """This can't be served for the moment."""

    status, code = 503, "not_ready"
    headers: ClassVar[Mapping[str, str]] = AGAIN_SOON


class NoRoom(NotReady):
    """There is no room left on the disk."""

    code = "no_room"


class Busy(NotReady):
    """Too much waits to be written already."""

    code = "busy"


class NotSeenYet(NotReady):
    """What `Ariadna-After` names has not come this far yet."""

    code = "not_seen_yet"


def problem_details(refusal: Refusal, instance: str | None = None) -> dict[str, Any]:
    """The members of an `application/problem+json` body (RFC 9457); `instance` must be a name of our own making."""
    details: dict[str, Any] = {"type": f"/problems/{refusal.code}", "title": refusal.title, "status": refusal.status}
    if refusal.detail:
        details["detail"] = refusal.detail
    if instance:
        details["instance"] = instance
    if refusal.errors:
        details["errors"] = [msgspec.to_builtins(error) for error in refusal.errors]
    return details
