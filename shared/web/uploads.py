"""A form with a file in it, as browsers send one: bounded, with the same checks as any other form."""

from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final

from fastapi import Request

from shared.body import body_of
from shared.errors import BodyTooLarge, NotWellFormed
from shared.web import forms
from shared.web.frame import Page

LONGEST: Final = 1024 * 1024
"""Three times what a page takes as a file: between two pages its text travels in a form, in which a letter is long."""
MOST_LINES: Final = 20_000
"""Lines cost whoever reads them more than letters do."""
KIND: Final = "multipart/form-data"
Fields = list[tuple[str, str]]


async def fields_of(request: Request) -> Fields:
    """The fields of a posted form but for its file, which is laid beside them."""
    raw, kind = await body_of(request, LONGEST), request.headers.get("content-type", "")
    request.state.file = b""
    if not kind.lower().startswith(KIND):
        return forms.parsed(raw)
    fields, request.state.file = parts(raw, kind)
    return fields


class UploadPage(Page):
    """A page whose forms may hold a file: its bytes are the request's `state.file`, empty where there is none."""

    fields_of = staticmethod(fields_of)


def parts(raw: bytes, kind: str) -> tuple[Fields, bytes]:
    """The fields of such a body, and the last file in it; `NotWellFormed` for what is none.

    Beyond so many lines it is `BodyTooLarge`.
    """
    if raw.count(b"\n") + raw.count(b"\r") > MOST_LINES:
        raise BodyTooLarge()
    head = f"content-type: {kind}\r\n\r\n".encode("latin-1", "replace")
    found = BytesParser(policy=HTTP).parsebytes(head + raw).get_payload()
    if not isinstance(found, list) or len(found) > forms.MOST:
        raise NotWellFormed()
    fields: Fields = []
    file = b""
    for part in (each for each in found if isinstance(each, Message)):
        name, held = part.get_param("name", header="content-disposition"), _bytes(part)
        if part.get_param("filename", header="content-disposition") is not None:
            file = held
        else:
            fields.append((str(name), held.decode("utf-8", "replace")))
    return fields, file


def _bytes(part: Message) -> bytes:
    held = part.get_payload(decode=True)
    if not isinstance(held, bytes):  # a message within the message
        raise NotWellFormed()
    return held
