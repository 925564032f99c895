"""A sheet at the desk over a real store: shown before anything is stored, stored once, wrong cells pointed out."""

import html
import re
from datetime import date
from uuid import uuid4

import pytest

from services.intake.web.sheets.table import FORMULA, read
from shared.web.uploads import LONGEST
from tests.journeys.running import ago, fact, need
from tests.services.intake.web.test_desk import LABEL, THERAPY, Network
from tests.services.intake.web.written import far, xlsx
from tests.services.stored import FAR, PSI, embedded, put

AT = "/intake/import"
NAMES = "Your own label;Entry;Day;Kind of support;Step;How or why;Minutes;Why so late"
SESSION = f"{LABEL};Session;{ago(3)};Psychological therapy;;Attended;45;"


class Sheets(Network):
    """A desk to which sheets are given."""

    def give(self, *lines, names=NAMES, raw=None, provider=FAR, role="worker", **fields):
        """A file, as a browser sends it."""
        raw = "\n".join([names, *lines]).encode() if raw is None else raw
        sent = self._headers(provider, role) | {"cookie": "ariadna-form=made-up", "accept-language": "en"}
        files = {"file": ("made-up.csv", raw, "text/csv")}
        return self.asked.post(AT, data={"form": "made-up", **fields}, files=files, headers=sent)

    def store(self, answer, way="store"):
        """What the button of the page before sends."""
        return self.post(AT, way=way, sheet=html.unescape(re.search(r'name="sheet" value="([^"]*)"', answer.text)[1]))


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    with embedded(tmp_path_factory.mktemp("sheets") / "data") as ariadna:
        yield Sheets(ariadna)


def rows(answer):
    """The text of each row of the page, by its number."""
    assert answer.status_code == 200, answer.text
    found = re.findall(r'<tr><th scope="row">(\d+)</th>(.*?)</tr>', answer.text, re.DOTALL)
    return {int(number): " ".join(html.unescape(re.sub(r"<[^>]+>", " ", said)).split()) for number, said in found}


def test_each_row_is_told_in_words_and_nothing_is_stored(network):
    before = network.stored
    said = rows(network.give(SESSION, f"{LABEL};Necesidad detectada;{ago(2)};Vivienda;;her;;"))
    assert "Session: Psychological therapy, Attended, 45 minutes, individual P1 will be recorded" in said[2]
    assert "Need named: Housing, by her will be recorded" in said[3]
    assert network.stored == before


def test_the_same_sheet_stored_twice_is_stored_once_and_says_so(network):
    lines = [f"{LABEL};Session;{ago(day)};psychological_therapy;;missed;;" for day in (4, 5, 6)]
    before, first = network.stored, network.give(*lines)
    assert all(said.endswith(" recorded") for said in rows(network.store(first)).values())
    assert network.stored == before + 3
    for again in (network.store(first), network.give(*lines[::-1], role="coordinator")):
        assert all("is there already" in said for said in rows(again).values())
        assert "3 rows were recorded before" in again.text
    assert network.stored == before + 3


def test_rows_may_be_about_a_step_that_the_sheet_itself_starts(network):
    lines = [
        f"{LABEL};Session;{ago(1)};Language course;;Attended;;",
        f"{LABEL};Step started;{ago(5)};Language course;;;;",
        f"{LABEL};Step paused;{ago(0)};Language course;;no venue;;",
    ]
    page = network.store(network.give(*lines))
    assert all("recorded" in said and "set aside" not in said for said in rows(page).values()), page.text
    assert "paused" in network.get(network.hers).text


def test_a_step_that_was_planned_is_the_one_that_starts(network):
    planned = {"type": "StepPlanned", "step_id": "H7", "dimension": "housing", "arranged_by": "her"}
    network.record(**planned, planned_start=ago(0), occurred_on=ago(6))
    said = rows(network.store(network.give(f"{LABEL};Step started;{ago(1)};Housing;;;;")))[2]
    assert "Step started: Housing H7 recorded" in said
    assert "set aside" not in said


def test_what_would_not_count_is_said_before_and_after_it_is_stored(network):
    page = network.give(f"{LABEL};Session;{ago(60)};;P1;Attended;;told later")
    assert "set aside" in rows(page)[2]
    said = rows(network.store(page))[2]
    assert "recorded set aside" in said
    assert "nobody has planned or started" in said


def test_a_session_of_a_day_that_has_one_is_pointed_out(network):
    network.record(occurred_on=ago(2))
    assert "A session of this day is there already" in rows(network.give(SESSION.replace(ago(3), ago(2))))[2]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (SESSION.replace(LABEL, ""), "Please fill this in."),
        (SESSION.replace(LABEL, "elsewhere"), "elsewhere No pathway that you may record in has this label."),
        (SESSION.replace(";Session", ";Sessions"), "Sessions Choose one of the list."),
        (SESSION.replace(ago(3), "31/02/2026"), "31/02/2026 A day is written like"),
        (SESSION.replace(ago(3), "2099-01-01"), "This day is still to come."),
        (SESSION.replace(ago(3), "2001-01-01"), "This is too long ago"),
        (SESSION.replace("Psychological", "Unknown"), "Kind of support “Unknown therapy” Choose one of the list."),
        (SESSION.replace("Psychological therapy", ""), "Kind of support Please fill this in."),
        (SESSION.replace("Psychological therapy", "Health"), "Kind of support “Health” No such step of yours"),
        (SESSION.replace("therapy;", "therapy;P9"), "Step “P9” No such step of yours"),
        (
            SESSION.replace("Psychological therapy;", "Housing;P1"),
            "Kind of support “Housing” This step is another kind",
        ),
        (SESSION.replace("Attended", "perhaps"), "How or why “perhaps” Choose one of the list."),
        (SESSION.replace("45", "4"), "Minutes “4” Give 5 to 480 minutes."),
        (SESSION.replace("45", "an hour"), "Minutes “an hour” Give 5 to 480 minutes."),
        (SESSION + "because", "Why so late “because” Choose one of the list."),
        (SESSION + ";;more", "This row has more cells than there are columns."),
        (f"{LABEL};Step started;{ago(1)};Health;;Attended;;", "How or why “Attended” This says nothing"),
        (f"{LABEL};Step started;{ago(1)};Health;;;30;", "Minutes “30” This says nothing"),
        (f"{LABEL};Need named;{ago(1)};Health;P1;by her;;", "Step “P1” This says nothing"),
        (f"{LABEL};Step started;{ago(1)};Health;no good;;;", "Step “no good” This can't be read."),
        (f"{LABEL};Session;{ago(1)};Job orientation;;Attended;;", "Kind of support “Job orientation” Choose one"),
    ],
)
def test_what_is_wrong_stands_beside_its_cell_and_is_not_stored(network, line, wrong):
    before, page = network.stored, network.give(line)
    said = rows(page)[2]
    assert wrong in said
    assert "not taken" in said
    assert 'value="store"' not in page.text
    assert "not taken" in rows(network.store(page))[2]
    assert network.stored == before


def test_a_row_that_says_what_another_did_is_not_taken_twice(network):
    said = rows(network.give(SESSION.replace("45", "50"), SESSION.replace("45", "50").upper()))
    assert "will be recorded" in said[2]
    assert "A row above says the same." in said[3]


def test_a_label_of_two_pathways_says_so_and_none_of_them_is_taken(network):
    other = str(uuid4())
    put(network.ariadna, need(other), fact("StepStarted", other, ago(9), **THERAPY), provider=FAR)
    for at in (f"/intake/pathways/{other}/label", f"{network.hers}/label"):
        assert "Two pathways" not in rows(network.give(SESSION.replace(LABEL, "twins")))[2]
        network.post(at, label="twins")
    assert "Two pathways have this label." in rows(network.give(SESSION.replace(LABEL, "Twins")))[2]
    network.post(at, label=LABEL)


def test_where_several_steps_fit_the_row_must_say_which(network):
    put(network.ariadna, fact("StepStarted", network.her, ago(30), step_id="P2", dimension=THERAPY["dimension"]))
    assert "Several steps fit." in rows(network.give(SESSION.replace("45", "55")))[2]
    assert (
        "individual P2 will be" in rows(network.give(SESSION.replace("45", "55").replace("therapy;", "therapy;P2")))[2]
    )
    put(
        network.ariadna,
        fact("StepDropped", network.her, ago(29), step_id="P2", dimension=THERAPY["dimension"], reason="her_choice"),
    )


def test_what_was_not_taken_is_given_back_as_a_sheet_that_is_no_formula_and_can_be_given_again(network):
    bad = ["=1+1;Session;yesterday;;;;;", "@x;Session;;;;;;"]
    page = network.give(SESSION.replace("45", "35"), *bad)
    back = network.store(page, "back")
    assert (back.headers["content-type"], back.headers["cache-control"]) == ("text/csv; charset=utf-8", "no-store")
    assert not [cell for line in back.text.splitlines() for cell in line.split(";") if cell.startswith(FORMULA)]
    table = read(back.content)
    assert [line.cells[0] for line in table.lines] == ["=1+1", "@x"]
    assert "Day: A day is written like" in table.lines[0].cells[-1]
    again = network.give(raw=back.content.replace(b"'=1+1", LABEL.encode()).replace(b"yesterday", ago(1).encode()))
    assert "Nothing is taken of these columns" not in again.text
    assert rows(again).keys() == {2, 3}


def test_a_sheet_given_as_csv_and_as_workbook_is_stored_once(network):
    lines = [
        f"{LABEL};Session;{ago(day)};psychological_therapy;Attended;{minutes}"
        for day, minutes in ((7, 45), (8, 60), (9, 75))
    ]
    names = "Label;Entry;Day;Support;How;Minutes"
    as_csv = network.give(*lines, names=names.replace("How", "How it went"))
    cells = [line.split(";") for line in lines]
    typed = [[*cell[:2], date.fromisoformat(cell[2]), *cell[3:5], int(cell[5])] for cell in cells]
    raw = xlsx(("Notas", [("Tel.",)]), ("Octubre", [names.replace("How", "How it went").split(";"), *typed]))
    before, as_workbook = network.stored, network.give(raw=raw)
    assert "Read from the sheet “Octubre” of the workbook. Its other sheets are left out." in as_workbook.text
    assert rows(as_workbook) == rows(as_csv)
    network.store(as_workbook)
    assert network.stored == before + 3
    assert all("is there already" in said for said in rows(network.store(as_csv)).values())
    assert network.stored == before + 3


def test_errors_of_a_workbook_stand_beside_the_cell_of_its_row(network):
    names = ("Your own label", "Entry", "Day", "Kind of support", "How or why")
    raw = xlsx(("Octubre", [(), names, (), (LABEL, "Session", 46326, "Psychological therapy", "Attended")]))
    assert "46326 A day is written like" in rows(network.give(raw=raw))[4]


def test_columns_that_are_not_read_go_no_further_than_the_page(network):
    page = network.give(f"{SESSION};a-story-canary", names=f"{NAMES};Notes")
    assert "Nothing is taken of these columns: Notes" in page.text
    assert "a-story-canary" not in page.text


@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04", far(), b"\xff\xfe\x00", b'Label;Entry;Day\n"', b"Day\n1\n", b"x" * 300_000]
)
def test_what_is_no_sheet_gives_a_clear_error_and_stores_nothing(network, raw):
    before, answer = network.stored, network.give(raw=raw)
    assert answer.status_code == 422
    assert 'role="alert" id="why"' in answer.text
    assert network.stored == before


def test_a_huge_file_is_refused_before_it_is_read(network):
    assert network.give(raw=b"x" * (LONGEST + 1)).status_code == 413


def test_rows_may_be_pasted_and_stay_in_the_field_where_they_can_not_be_read(network):
    pasted = "\n".join([NAMES, SESSION]).replace(";", "\t")
    assert "Session: Psychological therapy" in rows(network.post(AT, pasted=pasted))[2]
    answer = network.post(AT, pasted="no\tsheet\nof\tours")
    assert (answer.status_code, "no\tsheet\nof\tours" in answer.text) == (422, True)


def test_another_organisation_finds_none_of_these_labels(network):
    assert "No pathway that you may record in" in rows(network.give(SESSION, provider=PSI))[2]


@pytest.mark.parametrize("role", ["supervisor", "auditor", "privacy_officer", "ops", "researcher"])
def test_sheets_are_for_those_who_record(network, role):
    assert network.get(AT, role=role).status_code == network.give(SESSION, role=role).status_code == 403


def test_only_our_own_form_is_taken(network):
    assert network.give(SESSION, form="another").status_code == 403


@pytest.mark.parametrize(("lang", "names"), [("en", "Your own label,Entry,Day"), ("es", "Tu etiqueta;Anotación;")])
def test_the_sheet_to_fill_in_is_in_the_language_of_the_page(network, lang, names):
    assert network.get(f"{AT}/sheet.csv", lang=lang).content.decode("utf-8-sig").startswith(names)


def test_whom_a_sheet_tells_of_is_written_down(network):
    reads = network.ariadna.services["intake"].reads.log
    before = reads.position()
    network.give(SESSION)
    assert reads.position() == before + 1
