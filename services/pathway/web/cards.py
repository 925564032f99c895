"""The continuity card: three questions to her, then the code and its QR, shown this once, to print and carry."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from services.pathway.api.codes import carries
from services.pathway.domain import grouped
from services.pathway.issuing import Issuing
from services.pathway.shapes import SafetyCheck
from services.pathway.web.card import card, picture
from services.pathway.web.decisions import decision_page
from shared.access import Reader
from shared.errors import PathwayIsClosed, UnknownEvent
from shared.languages import sentence
from shared.parameters import id_in
from shared.web.frame import Page, onward
from shared.web.paper import NoPaper, pdf

SURE: Final = ("yes", "no", "unsure")
ANSWERS: Final = {"safe_to_carry_paper": SURE, "things_looked_through": SURE, "she_wants_it": ("yes", "no")}
MISSING: Final = {
    "safe_to_carry_paper": sentence("Say whether she can carry a card without danger."),
    "things_looked_through": sentence("Say whether somebody looks through her things."),
    "she_wants_it": sentence("Say whether she wants one."),
}
NOT_TWICE: Final = sentence(
    "A card was made by this form before, and its code is not shown again. If it was not printed, make another: the "
    "one before then opens nothing any more."
)
CLOSED: Final = sentence("Her pathway is closed: no card is made now.")


def card_page(issuing: Issuing, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The questions and the card; only for the organisation that answers for her."""
    routes = APIRouter(prefix="/pathway/pathways/{pathway_id}/card", route_class=Page, include_in_schema=False)
    who = Depends(reader_of)

    @routes.get("")
    def card_check(pathway_id: str, reader: Annotated[Reader, who]) -> Response:
        her = str(id_in(pathway_id))
        issuing.refuse(her, reader)
        return asked(her, reader, {})

    @routes.post("")
    def card_made(pathway_id: str, request: Request, reader: Annotated[Reader, who]) -> Response:
        her, given = str(id_in(pathway_id)), request.state.fields
        issuing.refuse(her, reader)
        if missing := [name for name, known in ANSWERS.items() if given.get(name) not in known]:
            return asked(her, reader, given, {name: MISSING[name] for name in missing})
        if not carries(SafetyCheck(**{name: given[name] for name in ANSWERS})):
            return onward(f"/pathway/pathways/{her}/card/later")
        return made(issuing, her, reader, given)

    @routes.get("/later")
    def card_later(pathway_id: str, reader: Annotated[Reader, who]) -> Response:
        her = str(id_in(pathway_id))
        issuing.refuse(her, reader)
        return decision_page("card_later.html", reader, pathway_id=her)

    return routes


def made(issuing: Issuing, pathway_id: str, reader: Reader, given: Mapping[str, str]) -> Response:
    """The card itself: its code stands on no other page, and at no address."""
    event_id = str(id_in(given.get("event_id", ""), UnknownEvent))
    try:
        code, receipt = issuing.issued(pathway_id, reader, event_id)
    except PathwayIsClosed:
        return asked(pathway_id, reader, given, {"": CLOSED}, 409)
    if receipt.status != "accepted":
        return asked(pathway_id, reader, given, {"": NOT_TWICE}, 409)
    drawn: dict[str, Any] = {"code": grouped(code), "picture": picture(code, sized=False), "paper": paper(code)}
    return decision_page("card_made.html", reader, pathway_id=pathway_id, **drawn)


def asked(
    pathway_id: str, reader: Reader, given: Mapping[str, str], errors: dict[str, str] | None = None, status: int = 422
) -> Response:
    """The questions, with what was answered; an error beside each that was not."""
    said: dict[str, Any] = {"given": given, "errors": errors or {}}
    page = decision_page("card_check.html", reader, pathway_id=pathway_id, **said)
    page.status_code = status if errors else 200
    return page


def paper(code: str) -> str:
    """The card as a PDF inside of the page's own link, so that no address gives it; empty where none can be made."""
    try:
        return b64encode(pdf(card(code))).decode()
    except NoPaper:
        return ""
