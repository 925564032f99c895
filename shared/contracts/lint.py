"""What is never collected, looked for in every field name, code and type of the language.

Support is unconditional by construction: there is no field and no code for what she tells the
authorities, for a complaint, or for her attendance as a ground to end anything; and no field for who
she is. The exceptions are named one by one, each with its place.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, get_args, get_origin

import msgspec
from pydantic import TypeAdapter, ValidationError

from shared.facts import Fact


class Finding(NamedTuple):
    """A place of the language, such as StepDropped.reason, and the rule that it breaks."""

    place: str
    rule: str


AUTHORITIES = re.compile(
    r"cooperat|collaborat|complaint|complian|denunci|querell?a|police|polic[ií]a|polizia|questura|carabinier|testif|"
    r"testimon|witness_statement|prosecution"
)
ORIGINS = re.compile(r"nationalit|citizenship|ethnic|religio|diagnos|race$")
IDENTITY = re.compile(
    r"(^|_)(first|last|sur|family|nick|full|given)?names?$|surname|(^|_)alias|birth|(^|_)(dob|age|born)$|"
    r"phone|mobile|telephone|whatsapp|address|street|postcode|zip|e_?mail|passport|document|(^|_)(nie|dni|iban|ssn)$|"
    r"fiscal|tax_|file_number|permit_number|id_number|photo|face|fingerprint|latitude|longitude|gps|"
    r"narrative|story|children|husband|partner_of|mother|father"
)
ATTENDANCE = re.compile(r"attend|absen|no_show|noshow|missed|behavio|conduct|disciplin|sanction|penalt|unmotivat")
CONDITIONS = re.compile(r"^condition(al|ality)?$|performance|sanction|obligation|requirement_met|eligib")
ENDS = re.compile(r"(Dropped|Suspended|Completed|Closed|Declined|Ended|Cancelled|Withdrawn|Answered|Escalated)$")
SENTENCE = "a made-up sentence, about nobody"

ALLOWED = frozenset(
    {
        Finding("ProviderRegistered.name", "identity"),  # of an organisation
        Finding("ProviderRegistered.name", "free_text"),
        Finding("ProviderRegistered.city", "free_text"),
        Finding("OpeningListed.city", "free_text"),  # as the directory names cities
        Finding("OpeningListed.employer_ref", "free_text"),  # a provider's own label, refused if it looks like a name
        Finding("EmergencyAccessUsed.note", "free_text"),  # sealed for the reviewers
        Finding("ContinuityCodePresented.code", "free_text"),  # compared, never stored
        Finding("CooperationAgreed", "authorities"),  # between providers
        Finding("DuplicateResolved.resolution=cooperation", "authorities"),  # the same
        Finding("StepSuspended.reason=staff_absence", "attendance"),  # of staff
        Finding("StepStarted.conditional", "condition"),  # there to be false
    }
)


def findings(fact: type[Fact]) -> list[Finding]:
    """What a type has that must not be there."""
    return [finding for finding in sightings(fact) if finding not in ALLOWED]


def sightings(fact: type[Fact]) -> Iterator[Finding]:
    """The same with what is allowed at its place."""
    yield from _of_the_type(fact)
    for field in msgspec.structs.fields(fact):
        yield from _of_the_field(fact.__name__, field.name, field.type)


def _of_the_type(fact: type[Fact]) -> Iterator[Finding]:
    words = re.sub(r"(?<!^)(?=[A-Z])", "_", fact.__name__).lower()
    if AUTHORITIES.search(words):
        yield Finding(fact.__name__, "authorities")
    if ORIGINS.search(words):
        yield Finding(fact.__name__, "origin")


def _of_the_field(type_name: str, name: str, kind: Any) -> Iterator[Finding]:
    place = f"{type_name}.{name}"
    rules = {"authorities": AUTHORITIES, "origin": ORIGINS, "identity": IDENTITY, "condition": CONDITIONS}
    yield from (Finding(place, rule) for rule, words in rules.items() if words.search(name))
    if lets_in(kind, SENTENCE) or lets_in(kind, [SENTENCE]) or lets_in(kind, {"note": SENTENCE}):
        yield Finding(place, "free_text")
    if name == "conditional" and lets_in(kind, True):
        yield Finding(place, "conditional_support")
    if name == "reason" and not set(codes_of(kind)):
        yield Finding(place, "open_reason")
    is_end = name == "reason" or ENDS.search(type_name) is not None
    for code in codes_of(kind):
        yield from _of_the_code(f"{place}={code}", str(code), is_end)


def _of_the_code(place: str, code: str, is_end: bool) -> Iterator[Finding]:
    if AUTHORITIES.search(code):
        yield Finding(place, "authorities")
    if ORIGINS.search(code):
        yield Finding(place, "origin")
    if is_end and ATTENDANCE.search(code):
        yield Finding(place, "attendance")


def codes_of(kind: Any) -> Iterator[Any]:
    """The codes of a closed list, wherever it stands in a type: optional, in a set, with bounds."""
    if get_origin(kind) is Literal:
        yield from get_args(kind)
    else:
        for inner in get_args(kind):
            yield from codes_of(inner)


def lets_in(kind: Any, value: object) -> bool:
    """Whether a field of this kind takes a value, as it would from JSON."""
    try:
        TypeAdapter(kind).validate_json(msgspec.json.encode(value), strict=True)
    except ValidationError:
        return False
    return True
