"""Her own history, given to her by who answers for her: a short check that it is safe, then aloud or on paper.

Nothing of the answers is kept but in the cookie of the check, until the browser is closed or who reads signs out. That
it was asked, read and printed stands in the log of reads, because she asked for it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any, Final, NamedTuple, Protocol

from fastapi import APIRouter, Depends, Request, Response

from services.pathway.web import subject, told
from services.pathway.web.own import Told, own
from services.pathway.web.subject_words import RIGHT_TO_LEFT, SPOKEN
from shared.access import Reader
from shared.clocks import When, civil_day, when
from shared.languages import sentence
from shared.parameters import id_in
from shared.reads import telling
from shared.web import forms
from shared.web.frame import HEADERS, Page, onward

NAMES: Final = dict(zip(SPOKEN, ("English", "Español", "Català", "Italiano", "Français", "العربية"), strict=True))
ANSWERS: Final = {"alone": ("yes", "no"), "paper": ("yes", "no", "unsure"), "lang": SPOKEN}
MISSING: Final = {
    "alone": sentence("Say whether she is alone with you."),
    "paper": sentence("Say whether paper is safe for her."),
    "lang": sentence("Choose a language with her."),
}
MOST: Final = 1000
"""Looks that are counted, the latest ones."""
Row = dict[str, Any]


class Histories(Protocol):
    """What is asked of the service; each reading is decided for its reader."""

    def answered_by(self, pathway_id: str, reader: Reader) -> Any: ...

    def views(self, pathway_id: str, when: When, reader: Reader) -> Row: ...

    def history(self, pathway_id: str, when: When, reader: Reader) -> Row: ...


class Looks(Protocol):
    """Who looked at her."""

    def readers(self, pathway_id: str, reader: Reader, after: str | None = None, limit: int = 100) -> Row: ...


class Checked(NamedTuple):
    """What the check came to: whether paper is safe, and her language."""

    paper: bool
    lang: str


def her_pages(histories: Histories, looks: Looks, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The check, then her history aloud and as a PDF; only for the organisation that answers for her."""
    routes = APIRouter(prefix="/pathway/pathways/{pathway_id}/hers", route_class=Page, include_in_schema=False)

    def asked(pathway_id: str, reader: Annotated[Reader, Depends(reader_of)]) -> "Hers":
        found = Hers(histories, looks, str(id_in(pathway_id)), reader)
        found.refuse()
        return found

    @routes.get("")
    def own_history_check(hers: Annotated[Hers, Depends(asked)]) -> Response:
        return hers.check({})

    @routes.post("")
    def own_history_checked(request: Request, hers: Annotated[Hers, Depends(asked)]) -> Response:
        given = request.state.fields
        if missing := [name for name, known in ANSWERS.items() if given.get(name) not in known]:
            return hers.check(given, missing)
        if given["alone"] == "no":
            return onward(f"{hers.address}/later")
        answer = onward(f"{hers.address}/aloud")
        put(request, answer, hers.pathway_id, Checked(given["paper"] == "yes", given["lang"]))
        return answer

    @routes.get("/later")
    def own_history_later(hers: Annotated[Hers, Depends(asked)]) -> Response:
        return hers.page("hers_later.html")

    @routes.get("/aloud")
    def own_history_aloud(request: Request, hers: Annotated[Hers, Depends(asked)]) -> Response:
        checked = of(request, hers.pathway_id)
        return hers.aloud(checked) if checked else hers.check({})

    @routes.get("/paper.pdf")
    def own_history_paper(request: Request, hers: Annotated[Hers, Depends(asked)]) -> Response:
        checked = of(request, hers.pathway_id)
        return hers.paper(checked) if checked and checked.paper else hers.check({})

    return routes


class Hers:
    """One woman's history, as it is given to her by one reader."""

    def __init__(self, histories: Histories, looks: Looks, pathway_id: str, reader: Reader) -> None:
        self._histories, self._looks = histories, looks
        self.pathway_id, self.reader = pathway_id, reader
        self.address = f"/pathway/pathways/{pathway_id}/hers"

    def refuse(self) -> None:
        """Refuse who does not answer for her; of who does, it is noted that she asked."""
        self._histories.answered_by(self.pathway_id, self.reader)
        telling.why("her_request")

    def check(self, given: Mapping[str, str], missing: list[str] | None = None) -> Response:
        """The questions, with what was answered; an error beside each that was not."""
        errors = {name: MISSING[name] for name in missing or ()}
        answer = self.page("hers_check.html", given=given, errors=errors, names=NAMES)
        answer.status_code = 422 if errors else 200
        return answer

    def aloud(self, checked: Checked) -> Response:
        direction = "rtl" if checked.lang in RIGHT_TO_LEFT else "ltr"
        return self.page("hers_aloud.html", report=self._told(checked.lang), direction=direction, paper=checked.paper)

    def paper(self, checked: Checked) -> Response:
        # Its name in the folder of downloads says nothing.
        said = {"Content-Disposition": 'attachment; filename="paper.pdf"'}
        content = subject.paper(self._told(checked.lang))
        return Response(content, media_type="application/pdf", headers={**HEADERS, **said})

    def page(self, template: str, **said: Any) -> Response:
        return told.page(template, self.reader, pathway_id=self.pathway_id, **said)

    def _told(self, lang: str) -> subject.Report:
        now = datetime.now(UTC)
        clocks = when(None, None, now)
        views = self._histories.views(self.pathway_id, clocks, self.reader)
        items = self._histories.history(self.pathway_id, clocks, self.reader)["items"]
        readers = self._looks.readers(self.pathway_id, self.reader, limit=MOST)["items"]
        return own(Told(views, items, readers), lang, civil_day(now))


def put(request: Request, answer: Response, pathway_id: str, checked: Checked) -> None:
    """Remember a check in this browser, for this woman alone and without naming her."""
    way = "paper" if checked.paper else "aloud"
    forms.put(request, answer, forms.CHECKED, f"{_mark(request, pathway_id)}.{way}.{checked.lang}")


def of(request: Request, pathway_id: str) -> Checked | None:
    """The check that was made in this browser for this woman."""
    mark, _, rest = (forms.cookie(request, forms.CHECKED) or "").partition(".")
    way, _, lang = rest.partition(".")
    if mark != _mark(request, pathway_id) or lang not in SPOKEN:
        return None
    return Checked(way == "paper", lang)


def _mark(request: Request, pathway_id: str) -> str:
    return sha256(f"{forms.cookie(request, forms.FORM)} {pathway_id}".encode()).hexdigest()[:32]
