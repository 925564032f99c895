"""A workbook gives the rows that it would as CSV, or says why not; whatever it holds, its reader keeps its bounds."""

import tracemalloc
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.intake.web.sheets import apart, workbooks
from services.intake.web.sheets.rows import day
from services.intake.web.sheets.table import NoTable, parsed, plain
from services.intake.web.sheets.workbooks import BOUNDS
from tests.services.intake.web import written
from tests.services.intake.web.test_tables import CELLS, saved
from tests.services.intake.web.written import SAMPLES, changed, far, lying, ods, packed, parts, row, xlsx

HEADER = ("Label", "Entry", "Day")
ROWS = (HEADER, ("made-up 1", "Session", date(2026, 10, 30)), (17, "Session", "31/10/2026"))
READ = [["made-up 1", "Session", "2026-10-30"], ["17", "Session", "31/10/2026"]]
BOOK = xlsx(("Octubre", ROWS))
INLINE = b't="inlineStr"><is><t>made-up 1</t></is>'
FORMULA = b'<c r="C3"><f>1+WEBSERVICE("made up")</f><v>46326</v></c>'
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6).map(lambda one: round(one, 3))
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))
VALUES = CELLS.filter(lambda said: "\r" not in said) | NUMBERS | DAYS | MOMENTS | st.booleans() | st.none()


def as_csv(value):
    """A value as a spreadsheet saves it: whole numbers without a fraction, days in one form."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)


def here(raw):
    """Read in this process: for workbooks that a library wrote as it should."""
    return workbooks.chosen(apart.sheets(raw, *BOUNDS), ";")


def shared(text, before=""):
    """The label as Excel keeps texts: in a part of its own, to which the cell refers."""
    texts = (
        f'{before}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
    )
    held = parts(changed(BOOK, sheet=lambda said: said.replace(INLINE, b't="s"><v>0</v>')))
    return packed(held | {"xl/sharedStrings.xml": texts})


def lines(raw):
    return [line.cells for line in workbooks.read(raw, ";").lines]


def refused(raw):
    with pytest.raises(NoTable) as refusal:
        workbooks.read(raw, ";")
    return refusal.value.why


def peak_of(raw):
    """The word for why it is not read, and how many bytes it took to know."""
    tracemalloc.start()
    try:
        with pytest.raises(apart.NotRead) as why:
            list(apart.sheets(raw, *BOUNDS))
        return str(why.value), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=6))
def test_a_table_gives_the_same_rows_as_workbook_and_as_csv(rows):
    texts = [[as_csv(value) for value in each] for each in rows]
    assume(any(plain(cell) for each in texts for cell in each))
    found = here(xlsx(("Octubre", [HEADER, *rows])))
    assert found._replace(sheet="") == parsed(saved([HEADER, *texts], ";"))


@settings(max_examples=25, deadline=None)
@given(DAYS, st.times())
def test_a_cell_that_holds_a_day_is_that_day_whatever_its_time(on, at):
    assert day(apart.said(on)) == day(apart.said(datetime.combine(on, at))) == on.isoformat()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (45.0, "45"),
        (45.5, "45.5"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (True, "TRUE"),
        (time(10, 30), "10:30:00"),
        (timedelta(minutes=45), "0:45:00"),
        ("045", "045"),
    ],
)
def test_a_cell_says_in_text_what_is_in_it(value, text):
    assert apart.said(value) == text


def test_rows_are_numbered_as_in_the_workbook():
    found = here(xlsx(("Octubre", [(), (None, *HEADER), (), (), (None, "a", "b", "c")])))
    assert (found.number, [line.number for line in found.lines]) == (2, [5])


def test_the_first_sheet_that_has_the_columns_is_read_and_named():
    others = {"Notas": [("Tel.", "Nombre")], "Oculta": ROWS, "Vacía": [], "Octubre": ROWS, "Noviembre": [HEADER]}
    found = workbooks.read(xlsx(*others.items(), hidden=["Oculta"]), ";")
    assert (found.sheet, found.left, [line.cells for line in found.lines]) == ("Octubre", 2, READ)


def test_where_no_sheet_has_the_columns_the_first_that_has_anything_says_what_it_lacks():
    assert here(xlsx(("Vacía", []), ("Notas", [("Tel.", "Otro"), ("1", "2")]), ("Más", [("x",)]))).sheet == "Notas"


@pytest.mark.parametrize("end", ["", "xlsm"])
def test_no_macro_picture_or_link_is_looked_at(end):
    held = parts(BOOK) | {"xl/vbaProject.bin": b"macro-canary", "xl/media/image1.png": b"picture-canary"}
    if end:
        kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        plain_kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        held["[Content_Types].xml"] = held["[Content_Types].xml"].replace(plain_kind, kind)
    assert b"canary" not in apart.repacked(packed(held))
    assert lines(packed(held)) == READ


def test_texts_that_cells_share_are_read():
    assert lines(shared("made-up 1")) == READ


def test_a_formula_is_what_it_gave_last():
    raw = changed(
        BOOK, sheet=lambda said: said.replace(said[said.index(b'<c r="C3"') : said.rindex(b"</row>")], FORMULA)
    )
    assert lines(raw)[1] == ["17", "Session", "46326"]


def test_a_workbook_of_excel_97_is_read():
    found = workbooks.read((SAMPLES / "excel-97.xls").read_bytes(), ";")
    assert (found.sheet, found.header[:3], found.left) == ("Octubre", ["Su propia etiqueta", "Anotación", "Día"], 0)
    assert found.lines[0] == (3, ["Inventada 1", "Sesión", "2026-10-30", "Terapia psicológica", "45"])
    assert [line.cells[2] for line in found.lines] == ["2026-10-30", "2026-10-31", "31/10/2026"]


def test_a_workbook_of_libreoffice_is_read():
    assert lines(ods([row(), *(row(*each) for each in ROWS)])) == READ


def test_a_hidden_sheet_of_libreoffice_is_not_read():
    assert "no row" in refused(ods([row(*each) for each in ROWS], display="false"))


def password(of):
    """A workbook with a password: sealed by a library, or marked as sealed ones are."""
    old = (SAMPLES / "excel-97.xls").read_bytes()
    entry = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    return {
        "xlsx": (SAMPLES / "with-a-password.xlsx").read_bytes(),
        "ods": ods([row(*each) for each in ROWS], manifest=entry),
        "newer ods": packed({"encrypted-package": b"made up", "META-INF/manifest.xml": written.MANIFEST.format(entry)}),
        "xls": old[:532] + b"\x2f\0" + old[534:],  # the record after the workbook's beginning, the first of its content
    }[of]


@pytest.mark.parametrize("of", ["xlsx", "ods", "newer ods", "xls"])
def test_a_password_is_told_from_what_is_broken(of):
    assert "password" in refused(password(of))


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (BOOK[: len(BOOK) // 2], "can't be read"),
        (b"PK\x03\x04 made up", "can't be read"),
        ((SAMPLES / "excel-97.xls").read_bytes()[:3000], "can't be read"),
        (far(), "can't be read"),
        (ods([row(*["x"] * 9, repeated=1_000_000) for _ in range(99)]), "can't be read"),
        (changed(BOOK, book=lambda said: said.replace(b"<sheet ", b"<none ")), "no row"),
        (packed({"made-up.txt": "x"}), "no workbook"),
        (packed({"xl/workbook.bin": "x"}), "no workbook"),
        (packed({f"{at}.xml": "" for at in range(apart.MOST_PARTS + 1)}), "too large"),
        (BOOK + bytes(workbooks.MOST), "too large"),
        (xlsx(("Larga", [HEADER, *[("a", "b", "c" * 150)] * 2000])), "too large"),
        (xlsx(("Larga", [HEADER, *[("a", "b", "c")] * 501])), "500 rows"),
        (xlsx(("Larga", [HEADER, *[()] * 6000, ("a", "b", "c")])), "500 rows"),
        (xlsx(("Ancha", [HEADER, [*"abc", *[None] * 40, "d"]])), "30 columns"),
        (xlsx(("Cuento", [HEADER, ("a", "b", "c" * 201)])), "200 letters"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_gives_no_rows_says_why(raw, word):
    assert word in refused(raw)


def test_rows_that_are_only_declared_cost_nothing():
    tall = changed(BOOK, sheet=lambda said: said.replace(b'ref="A1:C3"', b'ref="A1:XFD1048576"'))
    assert tall != BOOK
    assert lines(tall) == READ


def test_what_unpacks_to_hundreds_of_times_its_size_is_refused_before_it_does():
    bomb = packed(parts(BOOK) | {"xl/styles.xml": bytes(40 << 20)})
    assert len(bomb) < 60_000
    word, took = peak_of(bomb)
    assert (word, took < 4 << 20) == ("large", True)


def test_many_parts_are_counted_together():
    word, took = peak_of(packed(parts(BOOK) | {f"xl/{at}.xml": bytes(apart.MOST_UNPACKED // 9) for at in range(10)}))
    assert (word, took < 4 << 20) == ("large", True)


def test_a_size_that_lies_unpacks_no_more_than_it_said():
    raw = lying(packed(parts(BOOK) | {"xl/styles.xml": bytes(40 << 20)}), "xl/styles.xml", 999)
    tracemalloc.start()
    with pytest.raises(zipfile.BadZipFile):
        apart.repacked(raw)
    took = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 4 << 20
    assert "can't be read" in refused(raw)


@pytest.mark.parametrize("kind", ["SYSTEM 'file://{path}'", "'{laughs}'"])
def test_nothing_is_put_into_a_text_that_is_defined_outside_of_it(tmp_path, kind):
    (tmp_path / "secret").write_text("secret-canary")
    laughs = "".join(f"<!ENTITY l{at} '{f'&l{at - 1};' * 10}'>" for at in range(1, 12))
    of = kind.format(path=tmp_path / "secret", laughs="&l11;")
    raw = shared("&made;", f"<!DOCTYPE sst [<!ENTITY l0 'ha'>{laughs}<!ENTITY made {of}>]>")
    try:
        found = lines(raw)
    except NoTable as refusal:
        found = refusal.why
    assert found
    assert "canary" not in str(found)
    assert "haha" not in str(found)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_a_workbook_with_a_few_bytes_changed_gives_rows_or_says_why_not(data):
    of = data.draw(st.sampled_from(["packed", "parts", "old"]))
    raw = (SAMPLES / "excel-97.xls").read_bytes() if of == "old" else BOOK
    held = {**parts(BOOK)} if of == "parts" else {"": raw}
    for _ in range(data.draw(st.integers(1, 6))):
        name = data.draw(st.sampled_from(sorted(held)))
        at = data.draw(st.integers(len("PK\x03\x04"), len(held[name]) - 1))
        held[name] = held[name][:at] + bytes([data.draw(st.integers(0, 255))]) + held[name][at + 1 :]
    try:
        found = lines(packed(held) if of == "parts" else held[""])
    except NoTable as refusal:
        found = refusal.why
    assert found
