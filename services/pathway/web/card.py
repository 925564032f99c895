"""A card to print and carry: the QR of the bare code and the code itself; no other word stands on it."""

import segno

from services.pathway.domain import grouped

PAGE = (
    '<!doctype html>\n<html lang="zxx"><head><meta charset="utf-8"><title>{title}</title>'
    "<style>@page {{ size: 85.6mm 54mm; margin: 4mm }} body {{ margin: 0; text-align: center; "
    "font: 12pt monospace }}</style></head><body>{picture}<p>{shown}</p></body></html>\n"
)


def card(code: str) -> str:
    """An HTML page of the size of a bank card, whole in itself: nothing is fetched for it and nothing kept."""
    return PAGE.format(title=grouped(code), picture=picture(code), shown=grouped(code))


def picture(code: str, *, sized: bool = True) -> str:
    """The QR of the bare code as SVG; without a size of its own it is as large as what it stands in."""
    return str(segno.make_qr(code, error="m").svg_inline(scale=4, border=4, omitsize=not sized))
