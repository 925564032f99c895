"""A form with a file in it is read as browsers send it, byte for byte, and refused where it is none."""

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BodyTooLarge, NotWellFormed
from shared.web.uploads import MOST_LINES, parts

FIELDS = {"form": "made-up", "pasted": "à;b\nc"}


def sent(file, fields=FIELDS):
    request = httpx.Request("POST", "http://made-up", data=fields, files={"file": ("nàme.csv", file, "text/csv")})
    return request.read(), request.headers["content-type"]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text("\r\n-;x", max_size=40).map(str.encode))
def test_a_file_comes_as_it_was_sent_whatever_is_in_it(file):
    assert parts(*sent(file)) == (list(FIELDS.items()), file)


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=another", "multipart/form-data; boundary="]
)
def test_a_body_without_its_boundary_is_refused(kind):
    with pytest.raises(NotWellFormed):
        parts(sent(b"a;b")[0], kind)


def test_a_message_within_the_message_is_refused():
    head = b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: message/rfc822\r\n'
    with pytest.raises(NotWellFormed):
        parts(head + b"\r\nA: b\r\n\r\nc\r\n--x--\r\n", "multipart/form-data; boundary=x")


def test_more_fields_than_a_form_has_are_refused():
    with pytest.raises(NotWellFormed):
        parts(*sent(b"", {f"f{n}": "x" for n in range(200)}))


def test_more_lines_than_any_sheet_has_are_refused_unread():
    with pytest.raises(BodyTooLarge):
        parts(*sent(b"\n" * MOST_LINES))
