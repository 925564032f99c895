"""Made-up events of every type, drawn from the annotations of the facts. Nobody in them exists."""

from datetime import date
from typing import Any, Literal, get_args, get_origin

import msgspec
from hypothesis import strategies as st
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from shared.facts import Day, Fact, const

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
CHANGED = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 999),
    st.dates().map(str),
    st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True),
)
CHANGES = st.dictionaries(
    st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True), CHANGED | st.lists(CHANGED, max_size=4), min_size=1, max_size=4
)


def facts(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    """Well-formed facts of a type, with and without what may be left out."""
    fields = msgspec.structs.fields(kind)
    given = {field.name: values(field.type) for field in fields if field.required}
    perhaps = {field.name: values(field.type) for field in fields if not field.required}
    return st.fixed_dictionaries(given, optional=perhaps).map(lambda data: kind(**_in_order(kind, data)))


def _in_order(kind: type[Fact], data: dict[str, Any]) -> dict[str, Any]:
    return data | dict(zip(kind.span, sorted(data[name] for name in kind.span), strict=True)) if kind.span else data


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Values of an annotation."""
    if type(None) in get_args(kind):
        return st.none() | st.one_of(*(values(inner) for inner in get_args(kind) if inner is not type(None)))
    if kind is bool:
        return st.booleans()
    if kind is Day:
        return st.dates(date(1, 1, 1))
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is frozenset:
        return _many(kind, 0, 5)
    plain, first, *_ = get_args(kind)
    if get_origin(plain) is dict:
        return CHANGES
    if isinstance(first, const):
        return st.just(first.value)
    if isinstance(first, StringConstraints):
        return _strings(first)
    return _within(plain, first)


def _strings(told: StringConstraints) -> st.SearchStrategy[str]:
    if told.max_length:
        return st.text(LETTERS, min_size=told.min_length or 0, max_size=told.max_length)
    return st.from_regex(str(told.pattern).removeprefix("^").removesuffix("$"), fullmatch=True).filter(str.isprintable)


def _within(plain: Any, told: FieldInfo) -> st.SearchStrategy[Any]:
    bounds: dict[str, int] = {}
    for each in told.metadata:
        bounds |= {
            name: getattr(each, name) for name in ("ge", "le", "min_length", "max_length") if hasattr(each, name)
        }
    if plain is int:
        return st.integers(bounds["ge"], bounds["le"])
    return _many(plain, bounds.get("min_length", 0), bounds.get("max_length", 5))


def _many(kind: Any, least: int, most: int) -> st.SearchStrategy[Any]:
    return st.frozensets(values(get_args(kind)[0]), min_size=least, max_size=most)
