"""What is wrong with a posted event, in words that repeat nothing of it."""

from typing import Any

from pydantic import ValidationError

from shared.contracts import FACTS
from shared.errors import Problem

MOST = 20
CODES = {
    "literal_error": "not_in_list",
    "extra_forbidden": "unknown_field",
    "missing": "missing",
    "union_tag_not_found": "missing",
    "union_tag_invalid": "unknown_type",
    "not_allowed": "not_allowed",
    "none_required": "not_allowed",
    "not_a_date": "not_a_date",
    "uuid_type": "not_a_uuid",
    "uuid_parsing": "not_a_uuid",
    "uuid_version": "not_a_uuid",
    "string_type": "not_a_string",
    "string_unicode": "not_a_string",
    "int_type": "not_a_number",
    "int_parsing": "not_a_number",
    "int_from_float": "not_a_number",
    "int_parsing_size": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "bool_type": "not_a_bool",
    "bool_parsing": "not_a_bool",
    "frozen_set_type": "not_a_list",
    "dict_type": "not_an_object",
    "model_type": "not_an_object",
    "model_attributes_type": "not_an_object",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "too_long": "too_many",
    "too_short": "too_few",
}
MESSAGES = {
    "not_in_list": "must be one of the listed codes",
    "unknown_field": "holds a field that this type does not have",
    "missing": "must be given",
    "not_allowed": "is not allowed here, or not with this value",
    "unknown_type": "is not a type of the catalogue",
    "unknown_version": "must be 1",
    "not_a_date": "must be a date (YYYY-MM-DD), or for occurred_at a moment with its zone (RFC 3339)",
    "not_a_uuid": "must be a UUID",
    "not_a_string": "must be a string",
    "not_a_number": "must be a whole number",
    "not_a_bool": "must be true or false",
    "not_a_list": "must be a list",
    "not_an_object": "must be an object",
    "too_long": "is too long",
    "too_short": "is too short",
    "too_many": "holds too many items",
    "too_few": "holds too few items",
    "out_of_range": "is out of range",
    "malformed": "is not written in the form that this field takes",
}


def problems(error: ValidationError) -> list[Problem]:
    """Each place (dots and list indices, such as data.topics.3) once with each rule that it breaks, at most twenty."""
    found = dict.fromkeys(_place_and_code(detail) for detail in error.errors(include_url=False))
    return [problem(path, code) for path, code in list(found)[:MOST]]


def problem(path: str, code: str) -> Problem:
    """One thing wrong, in the words of this language."""
    return Problem(path, code, MESSAGES[code])


def _place_and_code(detail: Any) -> tuple[str, str]:
    place = list(detail["loc"])
    if place and place[0] in FACTS:
        del place[0]
    code = CODES.get(detail["type"], "malformed")
    if code == "unknown_field":
        del place[-1:]
    elif detail["type"].startswith("union_tag"):
        place = ["type"]
    elif "at" in detail.get("ctx", {}):
        place = [detail["ctx"]["at"]]
    elif detail["input"] is None and place and isinstance(place[-1], str):
        code = "missing"
    elif place in (["type"], ["schema_version"]) and code != "missing":
        code = "unknown_type" if place == ["type"] else "unknown_version"
    return ".".join(map(str, place)), code
