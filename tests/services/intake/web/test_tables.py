"""A sheet is read however a spreadsheet saved it, and goes out again without a formula in it."""

import csv
import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.web.sheets import columns
from services.intake.web.sheets.columns import COLUMNS, HOW, KINDS
from services.intake.web.sheets.rows import day, rows
from services.intake.web.sheets.table import FORMULA, MOST_BYTES, NoTable, harmless, narrowed, parsed, plain, read
from services.intake.web.showing import LISTS, TEMPLATES
from shared.languages import STAFF
from shared.web.labels import label
from shared.web.said import Words, catalogue

WAYS = {"utf-8": "utf-8", "with a mark": "utf-8-sig", "Windows": "cp1252", "Unicode text": "utf-16"}
LETTERS = st.characters(codec="cp1252", exclude_categories=["Cc", "Zl", "Zp", "Zs"]) | st.sampled_from(" ;,\t\"'\n=+-@")
CELLS = st.text(LETTERS, max_size=12)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6)
HEADER = ("Etiqueta", "Anotación", "Día")
LIST = pytest.mark.parametrize("said", [KINDS, *(codes for _, codes in HOW.values()), LISTS["formats"], LISTS["late"]])


def saved(lines, separator=",", quoting=csv.QUOTE_MINIMAL, ends="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=ends).writerows(lines)
    return out.getvalue()


@settings(max_examples=300, deadline=None)
@given(
    ROWS,
    st.sampled_from(",;\t"),
    st.sampled_from(sorted(WAYS)),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\r\n", "\n"]),
)
def test_cells_are_read_alike_however_the_sheet_was_saved(given_rows, separator, way, quoting, ends):
    filled = [each for each in given_rows if any(map(plain, each))] or [("a", "b", "c")]
    found = read(saved([HEADER, *filled], separator, quoting, ends).encode(WAYS[way], "replace"))
    assert (found.header, found.separator) == (list(HEADER), separator)
    wanted = [[plain(cell) for cell in row] for row in filled]
    assert [line.cells for line in found.lines] == wanted


@settings(max_examples=200, deadline=None)
@given(ROWS.filter(lambda rows: any(plain(cell) for row in rows for cell in row)), st.sampled_from(",;\t"))
def test_rows_carried_from_page_to_page_stay_the_same_rows(given_rows, separator):
    table = parsed(saved([(), HEADER, (), *given_rows], separator))
    again = parsed(narrowed(table, range(len(HEADER))))
    assert again == table


@given(CELLS)
def test_no_cell_goes_out_as_a_formula_and_each_comes_back_as_it_was(cell):
    assert not harmless(plain(cell)).startswith(FORMULA)
    assert plain(harmless(plain(cell))) == plain(cell)


def test_rows_are_numbered_as_in_the_spreadsheet_and_empty_ones_left_out():
    table = parsed("\nEtiqueta,Entry,Day\n,,\n\na,b,c\n")
    assert (table.number, [line.number for line in table.lines]) == (2, [5])


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "no row"),
        (b"Label,Entry,Day\n\n,,\n", "no row"),
        (b"Label,Entry,Day\n\x00\x01", "no text"),
        (b'Label,Entry,Day\n"a"b,c,d\n', "quotation"),
        (b'Label,Entry,Day\n"a,c,d\n', "quotation"),
        (b"Label,Entry,Day\n" + b"a,b,c\n" * 501, "500 rows"),
        (b"Label,Entry,Day\na,b,c\n" + b",,\n" * 5001, "500 rows"),
        (b"Label,Entry,Day\n" + b"a," * 31 + b"b", "30 columns"),
        (b"Label,Entry,Day\n" + b"a" * 201 + b",b,c\n", "200 letters"),
        (b"x" * (MOST_BYTES + 1), "too large"),
        (b"Label,Day\na,b\n", "missing"),
        (b"Label,Entry,Day,Date\na,b,c,d\n", "same kind"),
    ],
)
def test_what_is_no_sheet_says_why(raw, word):
    with pytest.raises(NoTable) as refusal:
        rows(read(raw))
    assert word in refusal.value.why


@given(st.binary(max_size=300))
def test_whatever_a_file_holds_it_is_a_table_or_is_said_not_to_be(raw):
    with suppress(NoTable):
        assert rows(read(raw))


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_people_here_write_it(on):
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d 00:00:00"):
        assert day(on.strftime(form)) == on.isoformat()


@pytest.mark.parametrize(
    "said", ["", "31/02/2026", "2026-13-01", "3/4", "1/2/26", "yesterday", "--", "²/2/2026", "0/0/0000"]
)
def test_what_is_no_day_is_none(said):
    assert day(said) == ""


@LIST
@pytest.mark.parametrize("lang", STAFF)
def test_a_code_is_understood_by_its_word_in_every_language(said, lang):
    words = Words(catalogue(TEMPLATES), lang)
    for code, message in said.items():
        assert columns.code(words.gettext(message).upper(), said) == code
        assert columns.code(code, said) == code


@pytest.mark.parametrize("lang", STAFF)
def test_columns_are_known_by_their_names_in_every_language(lang):
    words = Words(catalogue(TEMPLATES), lang)
    for at in (0, -1):
        names = [words.gettext(messages[at]) for messages in COLUMNS.values()]
        assert columns.named(names) == {column: at for at, column in enumerate(COLUMNS)}


@pytest.mark.parametrize("lang", STAFF)
def test_a_kind_of_support_is_understood_by_its_name_in_every_language(lang):
    for code in LISTS["dimensions"]:
        words = Words(catalogue(TEMPLATES), lang)
        name = words.gettext("Other support") if code == "other_support" else label(code, lang)
        assert columns.dimension(name) == columns.dimension(code) == code
