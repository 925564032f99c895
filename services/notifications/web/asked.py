"""The form of how one is told, as fields of a page and as wishes."""

from collections.abc import Mapping
from typing import Any, get_args

import orjson

from services.notifications import wishes as body
from services.notifications.domain import Wishes
from services.notifications.wishes import Me

CHANNELS = ("app", "email_link")
EMPTY = dict.fromkeys(("mail", "lang", "digest", "region", "begins", "ends", "quiet", *CHANNELS), "")


def fields(found: Wishes, lang: str) -> dict[str, str]:
    """Wishes as fields; a box that is not ticked has none. Who never said anything is offered the page's language."""
    me = Me.of(found if found != Wishes() else Wishes(lang=lang))
    said = {"mail": me.mail or "", "lang": me.lang, "digest": me.digest, "region": me.region or ""}
    ticked = {each: "yes" for each in CHANNELS if each in found.channels} | ({"quiet": "yes"} if me.quiet else {})
    return {**said, "begins": me.hours.begins, "ends": me.hours.ends, **ticked}


def wishes(given: Mapping[str, str]) -> Wishes:
    """Fields as wishes; `NotWellFormed` names what is wrong as the API does."""
    said: dict[str, Any] = {
        "mail": given.get("mail", "").strip() or None,
        "lang": given.get("lang", ""),
        "digest": given.get("digest", ""),
        "quiet": "quiet" in given,
        "hours": {"from": given.get("begins", ""), "to": given.get("ends", "")},
        "region": given.get("region") or None,
        "channels": [each for each in CHANNELS if each in given],
    }
    return body.asked(orjson.dumps(said))


def named(regions: Any) -> tuple[str, ...]:
    """The codes of a closed list."""
    return get_args(regions)
