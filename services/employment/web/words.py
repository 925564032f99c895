"""Codes of work put into sentences, which the catalogues hold in every language."""

from typing import Final

from babel import Locale

from shared.languages import sentence

SECTORS: Final = {
    "administration": sentence("office work"),
    "agriculture": sentence("farming"),
    "beauty": sentence("hairdressing and beauty"),
    "care": sentence("care work"),
    "catering": sentence("kitchens and catering"),
    "childcare": sentence("childcare"),
    "cleaning": sentence("cleaning"),
    "construction": sentence("building trades"),
    "crafts": sentence("crafts"),
    "domestic": sentence("household work"),
    "education": sentence("education"),
    "food": sentence("food industry"),
    "gardening": sentence("gardening"),
    "health": sentence("health care"),
    "hospitality": sentence("hotels"),
    "industry": sentence("factory work"),
    "it": sentence("computing"),
    "laundry": sentence("laundry"),
    "logistics": sentence("warehouses and deliveries"),
    "retail": sentence("shops"),
    "social": sentence("social and cultural work"),
    "textile": sentence("sewing and textiles"),
    "tourism": sentence("tourism"),
    "transport": sentence("transport"),
}
"""The sectors that are known by name: what another says is shown to nobody outside."""

SAID: Final = {
    "job": sentence("Job"),
    "course": sentence("Course"),
    "traineeship": sentence("Traineeship"),
    "it_asylum_60_days": sentence("60 days after the application for protection (Italy)"),
    "es_asylum_6_months": sentence("six months after the application for protection (Spain)"),
    "permit": sentence("residence permit"),
    "eu_family": sentence("EU citizenship or family"),
    "none": sentence("no ground recorded"),
    "asked": sentence("asked for"),
    "recognised": sentence("recognised"),
    "partly": sentence("partly recognised"),
    "refused": sentence("refused"),
    "fixed_term": sentence("fixed-term contract"),
    "open_ended": sentence("open-ended contract"),
    "self_employed": sentence("self-employed"),
    "protected": sentence("protected work"),
    "planned": sentence("planned"),
    "active": sentence("going on"),
    "suspended": sentence("suspended"),
    "transferred": sentence("handed over"),
    "completed": sentence("completed"),
    "dropped": sentence("ended early"),
    "funding_ended": sentence("funding ended"),
    "provider_capacity": sentence("organisation full"),
    "staff_absence": sentence("staff absent"),
    "safety": sentence("safety"),
    "her_request": sentence("at her request"),
    "health": sentence("health"),
    "legal": sentence("legal reasons"),
    "venue": sentence("no venue"),
    "transfer": sentence("in transfer"),
    "course_interval": sentence("between courses"),
    "unpaid_hours": sentence("unpaid hours"),
    "documents_withheld": sentence("documents withheld"),
    "debt": sentence("debt"),
    "threats": sentence("threats"),
    "no_contract": sentence("no contract"),
    "isolation": sentence("isolation"),
    "unsafe_site": sentence("unsafe workplace"),
    "her": sentence("voiced by her"),
    "provider": sentence("named by a provider"),
    "both": sentence("named together"),
    "overall": sentence("overall"),
    "listening": sentence("listening"),
    "reading": sentence("reading"),
    "spoken_interaction": sentence("conversation"),
    "spoken_production": sentence("speaking"),
    "writing": sentence("writing"),
}


def words(code: str) -> str:
    """The sentence for a code, still to be translated; one that has none reads as itself."""
    return SAID.get(code) or code.replace("_", " ")


def sector(code: str) -> str:
    """The same for a sector."""
    return SECTORS.get(code) or code.replace("_", " ")


def language(code: str, lang: str) -> str:
    """The name of a language in another, with a capital; empty for one that has no name."""
    name = Locale.parse(lang).languages.get(code) or ""
    return name[:1].upper() + name[1:]
