"""What the documents name is there: files, links, functions, and the test of each recommendation."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")])
COMING = {"shared/kafka.py"}
PACKAGES = r"`((?:deploy|services|shared|tests)"
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in (ROOT / "docs/recommendations.md").read_text().splitlines()
    if re.match(r"\| (\d\.\d-|\d-|CC-)\d", line)
]
NAMED = [(row[0], re.findall(r"`([\w/.]+\.py::\w+)`", row[-1])) for row in ROWS]


def is_there(test, tests=ROOT / "tests"):
    path, _, name = test.partition("::")
    module = tests / path
    return module.is_file() and re.search(rf"^(async )?def {name}\(", module.read_text(), re.MULTILINE) is not None


def test_every_recommendation_has_a_verdict():
    assert len(ROWS) == 58
    assert {row[2] for row in ROWS} == {"IN", "PART", "OUT", "OUT, PART", "IN, PART"}


@pytest.mark.parametrize(("number", "tests"), NAMED)
def test_the_tests_that_a_row_names_are_there(number, tests):
    assert [test for test in tests if not is_there(test)] == []


def test_the_tests_that_the_security_model_names_are_there():
    named = re.findall(r"`([\w/.]+\.py::\w+)`", (ROOT / "docs/security-model.md").read_text())

    assert len(named) >= 40
    assert [test for test in named if not is_there(test)] == []


def test_a_test_that_is_not_there_is_seen(tmp_path):
    (tmp_path / "test_one.py").write_text("def test_a():\n    ...\n")

    assert is_there("test_one.py::test_a", tmp_path)
    assert not is_there("test_one.py::test_b", tmp_path)
    assert not is_there("test_two.py::test_a", tmp_path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_that_a_document_names_are_there(document):
    text = document.read_text()
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    files = set(re.findall(PACKAGES + r"/[\w/.-]+)`", text)) - COMING

    assert [link for link in links if not (document.parent / link).exists()] == []
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_the_functions_on_the_path_of_an_event_are_there():
    named = re.findall(PACKAGES + r"(?:\.[a-z]\w*)+(?:\.[A-Z]\w*)?(?:\.\w+)?)`", (ROOT / "ARCHITECTURE.md").read_text())

    assert len(named) >= 8
    assert [name for name in named if not resolves(name)] == []
    assert not resolves("shared.store.log.Log.nothing")


def resolves(name):
    """Is a dotted name a module, or something in one?"""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part, None)
        return found is not None
    return False
