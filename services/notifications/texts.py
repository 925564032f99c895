"""What a notice says: a neutral line in the reader's language, of which no word tells about whom or about what care."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from services.notifications.domain import TEMPLATES
from shared.errors import AriadnaError
from shared.languages import STAFF, messages

LOCALE: Final = Path(__file__).parent / "locale"


class Text(NamedTuple):
    """Sentences of one family; `several` is the line for a count other than one."""

    subject: str
    line: str
    several: str = ""


TEXTS: Final[Mapping[str, Text]] = {
    "danger": Text("Ariadna: please look now", "Something needs your attention at once. Sign in to see it."),
    "attention": Text("Ariadna: please sign in", "There is something for you to see."),
    "deadline": Text("Ariadna: a date is near", "A date needs your attention."),
    "funding": Text("Ariadna: a plan needs you", "Something planned needs your decision."),
    "consent": Text("Ariadna: an agreement needs you", "Something that was agreed has changed or is about to end."),
    "handover": Text("Ariadna: somebody waits for an answer", "A request between organisations waits for an answer."),
    "review": Text("Ariadna: please have a look", "Something should be looked at again."),
    "correction": Text("Ariadna: something was corrected", "What you were told before has been corrected."),
    "escalated": Text("Ariadna: nobody has answered", "Something was not answered in time and is now with you."),
    "digest": Text("Ariadna: what is new", "There is one new notice for you.", "There are {count} new notices for you."),
    "other": Text("Ariadna: a notice for you", "There is a new notice for you."),
}


class TextMissing(AriadnaError):
    """A notice has no text, or none in one of the languages."""


def text(template: str, lang: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and line; `values` hold counts and dates only. `LookupError` for a template or language there is not."""
    found, said = TEXTS[template], messages(LOCALE, lang)
    if not found.several:
        return said.gettext(found.subject), said.gettext(found.line)
    count = int(values["count"])
    return said.gettext(found.subject), said.ngettext(found.line, found.several, count).format(count=count)


def check() -> None:
    """That every template has a text in every language: nobody is to find out by a notice that can't be sent."""
    if TEXTS.keys() != TEMPLATES:
        raise TextMissing()
    for lang in STAFF[1:]:
        said = messages(LOCALE, lang)
        for each in TEXTS.values():
            if any(said.gettext(sentence) == sentence for sentence in (each.subject, each.line)):
                raise TextMissing()
            if each.several and said.ngettext(each.line, each.several, 2) == each.several:
                raise TextMissing()
