"""What a fact is, and the event that carries one."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, dataclass_transform

import msgspec
from msgspec import StructMeta
from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

Door = Literal["intake", "employment", "pathway", "notifications", "policy"]
Stream = Literal["pathway", "provider", "recipient"]
Role = Literal[
    "worker", "coordinator", "supervisor", "auditor", "privacy_officer", "researcher", "ops", "admin", "machine"
]

ProviderId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,39}$")]
Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$")]
EventRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.:-]{0,63}$")]
PathwayRef = EventRef
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,39}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
KeyedHash = Annotated[str, StringConstraints(pattern=r"^hmac:\S{1,123}$")]


class _Written:
    """A date or moment in one written form, and in no other of those that pydantic would read."""

    def __init__(self, form: str, read: CoreSchema, message: str, json_format: str) -> None:
        self.schema = core_schema.custom_error_schema(
            core_schema.chain_schema([core_schema.str_schema(pattern=form, strict=True), read]),
            custom_error_type="not_a_date",
            custom_error_message=message,
        )
        self.json_format = json_format

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.schema

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "format": self.json_format}


Day = Annotated[
    date,
    _Written(
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        core_schema.date_schema(strict=False),
        "must be a date, written YYYY-MM-DD",
        "date",
    ),
]
Moment = Annotated[
    datetime,
    _Written(
        r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$",
        core_schema.datetime_schema(strict=False, tz_constraint="aware"),
        "must be a moment with its zone, as in RFC 3339",
        "date-time",
    ),
]


def text(shortest: int, longest: int) -> StringConstraints:
    """Bounds, in characters, of a text without control characters."""
    return StringConstraints(min_length=shortest, max_length=longest, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")


class const:  # noqa: N801 - it stands where a type's own word would
    """A field that is there to say that it can't be otherwise."""

    def __init__(self, value: bool | int) -> None:
        self.value = value
        only = core_schema.custom_error_schema(
            core_schema.literal_schema([value]),
            custom_error_type="not_allowed",
            custom_error_message="this field has one value only",
        )
        kind = core_schema.bool_schema(strict=True) if isinstance(value, bool) else core_schema.int_schema(strict=True)
        self.schema = core_schema.chain_schema([kind, only])

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.schema

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"const": self.value, "type": "boolean" if isinstance(self.value, bool) else "integer"}


class _Frozen(StructMeta):
    """Makes every fact frozen and made by keywords, which msgspec doesn't pass on by itself.

    Facts and events never hold themselves, so the collector of cycles need not look at them.
    """

    def __new__(mcls, name: str, bases: tuple[type, ...], members: dict[str, Any], **options: Any) -> "_Frozen":
        return super().__new__(mcls, name, bases, members, **{"frozen": True, "kw_only": True, "gc": False, **options})


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Fact(
    msgspec.Struct, metaclass=_Frozen, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What happened, in the past tense; who posted it and when are on the event around it.

    `span` names its first and last day, where the last may not lie before the first.

    Read from the store by msgspec, which costs a quarter of pydantic; checked at the doors by the
    pydantic model that `shared.contracts.public` makes from the same annotations.
    """

    door: ClassVar[Door] = "intake"
    stream: ClassVar[Stream] = "pathway"
    local: ClassVar[bool] = False
    posted_by: ClassVar[str] = ""
    condition: ClassVar[str] = ""
    span: ClassVar[tuple[str, str] | None] = None
    example: ClassVar[dict[str, Any]] = {}


class Event(msgspec.Struct, frozen=True, gc=False):
    """One stamped event: a fact with its author and both clocks.

    `occurred_on` is the civil day (of Madrid and Rome) of the fact, `recorded_at` (UTC) the moment
    at which a door stored it. Ids are canonical lower-case UUID text.
    """

    event_id: str
    type: str
    pathway_id: str | None
    provider_id: str
    actor: str
    role: str
    occurred_on: date
    recorded_at: datetime
    fact: Fact
    occurred_at: datetime | None = None
    lateness_reason: str | None = None
    imported_at: datetime | None = None


PositiveInt = Annotated[int, Field(ge=0)]
