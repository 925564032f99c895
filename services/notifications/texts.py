"""What a notice says: a neutral line in the reader's language, of which no word tells about whom or about what care."""

from collections.abc import Mapping
from gettext import NullTranslations
from pathlib import Path
from typing import Final, NamedTuple

from services.notifications.domain import TEMPLATES
from shared.errors import AriadnaError
from shared.languages import STAFF, messages, sentence

LOCALE: Final = Path(__file__).parent / "locale"
ENGLISH: Final = NullTranslations()


class Text(NamedTuple):
    """Sentences of one family."""

    subject: str
    line: str


TEXTS: Final[Mapping[str, Text]] = {
    "danger": Text(
        sentence("Ariadna: please look now"),
        sentence("Something needs your attention at once. Sign in to see it."),
    ),
    "attention": Text(sentence("Ariadna: please sign in"), sentence("There is something for you to see.")),
    "deadline": Text(sentence("Ariadna: a date is near"), sentence("A date needs your attention.")),
    "funding": Text(sentence("Ariadna: a plan needs you"), sentence("Something planned needs your decision.")),
    "consent": Text(
        sentence("Ariadna: an agreement needs you"),
        sentence("Something that was agreed has changed or is about to end."),
    ),
    "handover": Text(
        sentence("Ariadna: somebody waits for an answer"),
        sentence("A request between organisations waits for an answer."),
    ),
    "review": Text(sentence("Ariadna: please have a look"), sentence("Something should be looked at again.")),
    "correction": Text(
        sentence("Ariadna: something was corrected"), sentence("What you were told before has been corrected.")
    ),
    "escalated": Text(
        sentence("Ariadna: nobody has answered"),
        sentence("Something was not answered in time and is now with you."),
    ),
    "digest": Text(sentence("Ariadna: what is new"), sentence("There are new notices for you.")),
    "other": Text(sentence("Ariadna: a notice for you"), sentence("There is a new notice for you.")),
}


class TextMissing(AriadnaError):
    """A notice has no text, or none in one of the languages."""


def text(template: str, lang: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and line; `values` hold counts and dates only. `LookupError` for a template or language there is not."""
    found, said = TEXTS[template], messages(LOCALE, lang)
    return said.gettext(found.subject), _counted(said, int(values["count"])) if values else said.gettext(found.line)


def _counted(said: NullTranslations, count: int) -> str:
    line = said.ngettext("There is one new notice for you.", "There are %(count)s new notices for you.", count)
    return line % {"count": count}


def check() -> None:
    """That every template has a text in every language: nobody is to find out by a notice that can't be sent."""
    if TEXTS.keys() != TEMPLATES:
        raise TextMissing()
    for lang in STAFF[1:]:
        said = messages(LOCALE, lang)
        sentences = [each for text in TEXTS.values() for each in text]
        if any(said.gettext(each) == each for each in sentences) or _counted(said, 2) == _counted(ENGLISH, 2):
            raise TextMissing()
