"""The organisations, what they offer, and what their staff has learned."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import Dimension, ProviderKind, ServiceCondition, TrainingTopic
from shared.facts import Day, Fact, Language, Ref, text


class StaffTrainingAttested(Fact):
    """A member of staff is trained in a topic until a day."""

    staff_ref: Ref
    topic: TrainingTopic
    valid_until: Day

    door = "intake"
    stream = "provider"
    posted_by = "provider coordinator"
    condition = "<= 24 months"
    example: ClassVar = {
        "staff_ref": "st_101",
        "topic": "psychological_first_aid",
        "valid_until": "2028-05-01",
    }


class ProviderRegistered(Fact):
    """An organisation joined the network, or changed what the directory says of it."""

    name: Annotated[str, text(1, 80)]
    city: Annotated[str, text(1, 60)]
    kind: ProviderKind

    door = "intake"
    stream = "provider"
    posted_by = "admin"
    condition = "once a provider; again to change it"
    example: ClassVar = {"name": "Entitat Fictícia Far", "city": "Barcelona", "kind": "ngo"}


class ServiceOffered(Fact):
    """An organisation offers a service, in some languages and with so many places."""

    service_id: Ref
    dimension: Dimension
    languages: Annotated[frozenset[Language], Field(max_length=20)]
    places: Annotated[int, Field(ge=0, le=999)] | None = None
    conditions: frozenset[ServiceCondition] | None = None

    door = "intake"
    stream = "provider"
    posted_by = "provider coordinator"
    condition = "again to change it"
    example: ClassVar = {
        "service_id": "s1",
        "dimension": "psychological_therapy",
        "languages": ["es", "en"],
        "places": 4,
    }


class ServiceWithdrawn(Fact):
    """A service is offered no more."""

    service_id: Ref

    door = "intake"
    stream = "provider"
    posted_by = "provider coordinator"
    condition = "offered before"
    example: ClassVar = {"service_id": "s1"}
