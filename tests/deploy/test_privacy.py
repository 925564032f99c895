"""The papers of data protection say what the code does."""

import shutil

import msgspec
import pytest

from deploy.privacy import FOLDER, MADE, papers, write
from shared.contracts import FACTS


@pytest.mark.parametrize("name", papers())
def test_a_paper_says_what_the_code_says(name):
    assert (FOLDER / name).read_text().partition(MADE)[2].strip() == papers()[name].strip(), "run `make privacy`"


def test_writing_again_keeps_what_people_wrote_and_mends_the_rest(tmp_path):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    paper = tmp_path / "processing.md"
    paper.write_text("Ours.\n\n" + paper.read_text().replace("`ConsentGiven`", "`SomethingElse`"))

    write(tmp_path)

    assert paper.read_text() == "Ours.\n\n" + (FOLDER / "processing.md").read_text()


def test_every_field_that_can_be_stored_is_in_the_record_of_processing():
    rows = {row.split("`")[1]: row for row in papers()["processing.md"].splitlines() if row.startswith("| `")}
    missing = [
        (name, field.name)
        for name, fact in FACTS.items()
        for field in msgspec.structs.fields(fact)
        if f"`{field.name}`" not in rows[name]
    ]

    assert missing == []
    assert rows.keys() == FACTS.keys()


def test_of_her_there_is_one_text_and_one_code_that_are_no_closed_words():
    texts = [row.split("`")[1] for row in papers()["processing.md"].splitlines() if " text up to " in row]

    assert texts == ["EmergencyAccessUsed", "ContinuityCodePresented", "ProviderRegistered", "OpeningListed"]
