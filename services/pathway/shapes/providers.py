"""The directory of providers."""

from pydantic import Field

from services.pathway.shapes.base import Count, Shape
from shared.contracts.codes import Dimension, ProviderKind, ServiceCondition
from shared.facts import Language, ProviderId, Ref


class Service(Shape):
    """What a provider offers at present."""

    service_id: Ref
    dimension: Dimension
    languages: list[Language]
    places: Count | None = Field(description="Null where the provider does not say.")
    conditions: list[ServiceCondition]


class Provider(Shape):
    """An organisation of the network; name, city and kind are null until it is registered."""

    provider_id: ProviderId
    name: str | None
    city: str | None
    kind: ProviderKind | None
    services: list[Service]


class Directory(Shape):
    """Who is where and offers what."""

    items: list[Provider]
