"""What she agrees to share and with whom, and what she forbids."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import ConsentForm, ConsentPurpose, Dimension
from shared.facts import Day, Fact, ProviderId, Ref


class ConsentGiven(Fact):
    """She agreed that named providers share, for one purpose."""

    consent_id: Ref
    purpose: ConsentPurpose
    recipients: Annotated[frozenset[ProviderId], Field(min_length=1, max_length=20)]
    form: ConsentForm
    valid_until: Day | None = None
    dimensions: frozenset[Dimension] | None = None
    handover_id: Ref | None = None
    cross_border: bool | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "referent, intake worker"
    condition = "one purpose per consent; explained in her language"
    example: ClassVar = {
        "consent_id": "c1",
        "purpose": "coordination",
        "recipients": ["BCN-SALUT", "BCN-PSI", "BCN-PARAULA", "BCN-LLAR"],
        "form": "oral_witnessed",
        "valid_until": "2027-01-12",
    }


class ConsentRefused(Fact):
    """She said no to a purpose; nothing in her services changes by it."""

    purpose: ConsentPurpose
    recipients: Annotated[frozenset[ProviderId], Field(max_length=20)] | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "same"
    condition = "no reason may be asked; no effect on services"
    example: ClassVar = {"purpose": "coordination"}


class ConsentWithdrawn(Fact):
    """She took a consent back, wholly (no recipients) or for some of its recipients."""

    consent_id: Ref
    recipients: Annotated[frozenset[ProviderId], Field(max_length=20)] | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "same, or she herself"
    condition = "effective at once; read access ends within 60 s"
    example: ClassVar = {"consent_id": "c1", "recipients": ["MIL-ARTE"]}


class ConsentExpired(Fact):
    """A consent reached its last day."""

    consent_id: Ref

    door = "policy"
    stream = "pathway"
    posted_by = "policy"
    condition = "a notice only: expiry follows from the date"
    example: ClassVar = {"consent_id": "c1"}


class RestrictionSet(Fact):
    """She forbade that some providers, or anyone in some dimensions, read."""

    restriction_id: Ref
    providers: Annotated[frozenset[ProviderId], Field(max_length=20)] | None = None
    dimensions: frozenset[Dimension] | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "any worker on her word"
    condition = "forbids over every permit from the moment it is stored; no reason may be asked"
    example: ClassVar = {"restriction_id": "r1", "dimensions": ["health"]}


class RestrictionLifted(Fact):
    """She took a restriction back."""

    restriction_id: Ref

    door = "pathway"
    stream = "pathway"
    posted_by = "referent on her word"
    condition = "restriction set"
    example: ClassVar = {"restriction_id": "r1"}
