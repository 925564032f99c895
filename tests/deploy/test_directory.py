"""The directory as a file: what it says is posted once, what is wrong in it is named by its line."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deploy.directory import FaultyDirectory, load, read
from services.pathway.domain import Wanted
from shared.clocks import When
from tests.deploy.command import ariadna
from tests.services.stored import embedded

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "providers.yaml"
TOMORROW = date(2026, 6, 3)
NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)


@pytest.fixture
def store(tmp_path, databases):
    with embedded(tmp_path / "data", databases) as ariadna:
        yield ariadna


def written(folder, text):
    file = folder / "providers.yaml"
    file.write_text(text)
    return file


def changes(store, file):
    return [(each["type"], each.get("service_id")) for each in load(store, read(file), NOW)]


def test_what_the_file_says_is_the_directory(store):
    assert len(changes(store, EXAMPLE)) == 8
    listed = store.pathways.directory(When(TOMORROW), Wanted())
    assert [(each["provider_id"], len(each["services"])) for each in listed] == [
        ("BCN-CALMA", 1),
        ("BCN-FAR", 2),
        ("MIL-RIVA", 2),
    ]


def test_a_second_load_adds_nothing(store):
    load(store, read(EXAMPLE), NOW)
    assert changes(store, EXAMPLE) == []


def test_a_changed_line_adds_a_change_and_one_left_out_withdraws(store, tmp_path):
    load(store, read(EXAMPLE), NOW)
    kept = [line for line in EXAMPLE.read_text().splitlines() if "service_id: flat" not in line]
    edited = written(tmp_path, "\n".join(kept).replace("places: 12", "places: 11").replace("Casa", "Casetta"))
    assert changes(store, edited) == [
        ("ServiceOffered", "orientation"),
        ("ProviderRegistered", None),
        ("ServiceWithdrawn", "flat"),
    ]
    assert changes(store, edited) == []


def test_what_goes_and_comes_back_on_one_day_is_as_the_file_says_last(store, tmp_path):
    other = written(tmp_path, EXAMPLE.read_text().replace("places: 12", "places: 11"))
    for file in (EXAMPLE, other, EXAMPLE, other):
        load(store, read(file), NOW)
    (far,) = store.pathways.directory(When(TOMORROW), Wanted(dimension="job_orientation"))
    assert far["services"][0]["places"] == 11


def test_a_provider_that_the_file_does_not_name_stays_as_it_is(store, tmp_path):
    load(store, read(EXAMPLE), NOW)
    assert changes(store, written(tmp_path, "providers: []")) == []


FAULTS = {
    "kind": ("kind: shelter", "kind: castle", "not one", 25),
    "places": ("places: 12", "places: many", "providers.0.services.0.places", 18),
    "unknown": ("city: Milano", "city: Milano\n    boss: secret-7f3a", "", 0),
    "twice": ("BCN-CALMA", "BCN-FAR", "BCN-FAR: is named twice", 0),
    "yaml": ("providers:", "providers: [", "is not YAML", 0),
}


@pytest.mark.parametrize(("good", "bad", "told", "line"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_by_file_line_and_field_and_not_repeated(tmp_path, good, bad, told, line):
    file = written(tmp_path, EXAMPLE.read_text().replace(good, bad, 1))
    with pytest.raises(FaultyDirectory) as answer:
        read(file)
    said = str(answer.value)
    assert str(file) in said
    assert told.replace("not one", "one of") in said
    assert "secret-7f3a" not in said
    assert "castle" not in said
    if line:
        number = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if bad in text)
        assert f":{number}: " in said


def test_the_command_loads_lists_and_refuses(tmp_path):
    data = tmp_path / "data"
    assert ariadna("providers", "load", EXAMPLE, "--data", data).code == 0
    listed = ariadna("providers", "--city", "milano", "--free", "--json", "--data", data)
    assert [each["provider_id"] for each in listed.json] == ["MIL-RIVA"]
    shown = ariadna("providers", "--data", data)
    assert "Espai Fictici Calma" in shown.out
    wrong = ariadna("providers", "load", written(tmp_path, "providers: 7"), "--data", data)
    assert (wrong.code, wrong.out) == (2, "")
