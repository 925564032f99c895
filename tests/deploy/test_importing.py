"""An import takes what is well formed, tells of each row that is not, and may be run again."""

import json
import stat
from uuid import uuid4

import pytest

from deploy import importing
from shared.errors import NoRoom
from shared.store.log import Log
from tests.deploy.command import PATHWAY, ariadna, row, rows, written
from tests.journeys.running import ago, need
from tests.journeys.running import ariadna as in_a_process

ROWS = len(rows())
TOTALS = {"lines", "accepted", "duplicates", "conflicts", "refused", "seconds", "errors_file"}
CANARY = "Canary de la Prueba"


def counted(told):
    return {name: count for name, count in told.json.items() if name not in ("seconds", "errors_file")}


def imported(tmp_path, events, *options):
    file = written(tmp_path / "register.ndjson", events)
    return ariadna("import", file, "--keep-recorded-at", "--json", "--data", tmp_path / "data", *options)


def refusals(told):
    with open(told.json["errors_file"]) as file:
        return [json.loads(line) for line in file]


def test_a_register_is_taken_whole_and_the_totals_say_so(tmp_path):
    told = imported(tmp_path, rows())
    assert told.code == 0
    assert set(told.json) == TOTALS
    assert counted(told) == {"lines": ROWS, "accepted": ROWS, "duplicates": 0, "conflicts": 0, "refused": 0}
    assert told.json["errors_file"] is None
    assert told.json["seconds"] >= 0


def test_the_same_register_again_is_all_duplicates(tmp_path):
    same = rows()
    imported(tmp_path, same)
    told = imported(tmp_path, same)
    assert told.code == 0
    assert counted(told) == {"lines": ROWS, "accepted": 0, "duplicates": ROWS, "conflicts": 0, "refused": 0}


def test_other_content_under_a_known_id_is_a_conflict(tmp_path):
    first = row()
    imported(tmp_path, [first])
    told = imported(tmp_path, [first | {"occurred_on": "2026-02-04"}])
    assert (told.code, told.json["conflicts"]) == (3, 1)
    assert refusals(told)[0]["errors"][0]["code"] == "other_content"
    assert imported(tmp_path, [first]).json["duplicates"] == 1


REFUSED = {
    "no provider": ({"provider_id": None}, "provider_id"),
    "a name for a provider": ({"provider_id": CANARY}, "provider_id"),
    "an empty provider": ({"provider_id": ""}, "provider_id"),
    "no moment": ({"recorded_at": None}, "recorded_at"),
    "a moment without zone": ({"recorded_at": "2026-02-03T10:00:00"}, "recorded_at"),
    "a moment before all days": ({"recorded_at": "0001-01-01T00:00:00+05:00"}, "recorded_at"),
    "a moment to come": ({"recorded_at": f"{ago(-2)}T10:00:00Z"}, "recorded_at"),
    "a day to come": ({"occurred_on": ago(-2)}, "occurred_on"),
    "an actor that is a number": ({"actor": 5}, "actor"),
    "an actor with a name": ({"actor": CANARY}, "actor"),
    "a role that is none": ({"role": CANARY}, "role"),
    "a role that is a list": ({"role": ["worker"]}, "role"),
    "an unknown type": ({"type": CANARY}, "type"),
    "an unknown code": ({"data": {"need_id": "n", "dimension": CANARY, "voiced_by": "her"}}, "data.dimension"),
    "an unknown field": ({CANARY: 1}, ""),
}


@pytest.mark.parametrize(("change", "path"), REFUSED.values(), ids=REFUSED)
def test_a_row_that_is_not_well_formed_is_refused_by_its_place_and_the_others_are_kept(tmp_path, change, path):
    told = imported(tmp_path, [row(), row(**change), row()])
    assert told.code == 3
    assert counted(told) == {"lines": 3, "accepted": 2, "duplicates": 0, "conflicts": 0, "refused": 1}
    (refusal,) = refusals(told)
    assert (refusal["line"], refusal["status"]) == (2, "refused")
    assert refusal["errors"][0]["path"] == path
    assert CANARY not in json.dumps(refusal["errors"])
    assert CANARY not in told.out + told.err
    assert ariadna("gaps", "--json", "--data", tmp_path / "data").code == 0


def test_refused_rows_can_be_read_by_their_owner_alone(tmp_path):
    told = imported(tmp_path, [row(type=CANARY)])
    (folder,) = {path.parent for path in (tmp_path / "data").rglob("refused-*")}
    assert stat.S_IMODE((folder / told.json["errors_file"].rpartition("/")[2]).stat().st_mode) == 0o600
    assert json.loads(refusals(told)[0]["row"])["type"] == CANARY


def test_refused_rows_go_where_they_are_wanted(tmp_path):
    told = imported(tmp_path, [row(type="Nothing"), row(data={})], "--errors", tmp_path / "wrong.ndjson")
    assert told.json["errors_file"] == str(tmp_path / "wrong.ndjson")
    assert [refusal["line"] for refusal in refusals(told)] == [1, 2]


def test_a_corrected_file_of_refused_rows_can_be_taken(tmp_path):
    told = imported(tmp_path, [row(role="nobody"), row()])
    mended = [json.loads(refusal["row"]) | {"role": "worker"} for refusal in refusals(told)]
    assert counted(imported(tmp_path, mended))["accepted"] == 1


def test_lines_that_are_no_json_are_refused_by_their_number(tmp_path):
    file = tmp_path / "register.ndjson"
    file.write_text("\n".join([json.dumps(row()), '{"half', "", json.dumps(row()), "[]"]))
    told = ariadna("import", file, "--keep-recorded-at", "--json", "--data", tmp_path / "data")
    assert (told.code, told.json["accepted"], told.json["refused"]) == (3, 2, 2)
    assert [refusal["line"] for refusal in refusals(told)] == [2, 5]


def test_standard_input_is_read_line_by_line(tmp_path):
    text = "".join(json.dumps(event) + "\n" for event in rows())
    told = in_a_process("import", "-", "--keep-recorded-at", "--json", "--data", tmp_path / "data", given=text)
    assert told.returncode == 0
    assert json.loads(told.stdout)["accepted"] == ROWS
    assert told.stdout.count("\n") == 1


def test_a_migration_checks_neither_rights_nor_lateness(tmp_path):
    pathway = str(uuid4())
    one = row(pathway_id=pathway)
    other = row(
        pathway_id=pathway, provider_id="MIL-ARTE", occurred_on="2019-05-06", recorded_at="2019-05-06T10:00:00Z"
    )
    assert imported(tmp_path, [one, other]).code == 0
    told = ariadna("history", pathway, "--json", "--data", tmp_path / "data").json["items"]
    assert [item["provider_id"] for item in told] == ["MIL-ARTE", "BCN-FAR"]
    assert [item["recorded_at"] for item in told] == ["2019-05-06T10:00:00Z", "2026-02-03T10:00:00Z"]
    assert all(item["imported_at"] for item in told)


def test_a_migrated_history_keeps_what_was_known_when(tmp_path):
    imported(tmp_path, rows())

    def open_days(known_at):
        return ariadna("views", PATHWAY, "--known-at", known_at, "--data", tmp_path / "data").json["open_days"]

    assert open_days(ago(101)) == 0
    assert open_days(ago(100)) == 101


def test_own_events_are_posted_by_the_doors_rules(tmp_path):
    pathway = str(uuid4())
    events = [need(pathway), need(pathway, occurred_on=ago(20)), need(str(uuid4()), recorded_at="2026-01-01T00:00:00Z")]
    file = written(tmp_path / "own.ndjson", events)
    told = ariadna("import", file, "--provider", "BCN-FAR", "--json", "--data", tmp_path / "data")
    assert told.code == 3
    places = {refusal["line"]: refusal["errors"][0]["path"] for refusal in refusals(told)}
    assert places == {2: "lateness_reason", 3: "recorded_at"}
    stranger = written(tmp_path / "theirs.ndjson", [need(pathway)])
    told = ariadna("import", stranger, "--provider", "BCN-XXX", "--json", "--data", tmp_path / "data")
    assert refusals(told)[0]["errors"][0]["code"] == "unknown_pathway"


def test_the_providers_of_a_scenario_go_into_the_directory(tmp_path):
    file = tmp_path / "scenario.json"
    providers = [{"id": "BCN-FAR", "name": "Entitat Fictícia Far", "city": "Barcelona", "kind": "ngo"}]
    file.write_text(json.dumps({"fictitious": True, "providers": providers, "events": rows()}))
    told = ariadna("import", file, "--keep-recorded-at", "--json", "--data", tmp_path / "data")
    assert (told.code, told.json["lines"], told.json["accepted"]) == (0, ROWS, ROWS)
    counts = ariadna("verify", "--json", "--data", tmp_path / "data").json["events"]
    assert counts["intake"] + counts["employment"] + counts["pathway"] > 2 * ROWS - 5


def test_the_doors_are_those_of_the_catalogue_whatever_the_file_says(tmp_path):
    work = row(type="StepStarted", data={"step_id": "W1", "dimension": "job_placement"}, service="intake")
    told = imported(tmp_path, [work | {"service": "notifications"}])
    assert told.code == 0
    counts = ariadna("verify", "--json", "--data", tmp_path / "data").json["events"]
    assert (counts["employment"], counts["intake"], counts["notifications"]) == (1, 0, 1)  # what the feed told it


def test_a_session_without_dimension_has_that_of_its_step(tmp_path):
    pathway = str(uuid4())
    started = row(pathway_id=pathway, type="StepStarted", data={"step_id": "W1", "dimension": "job_placement"})
    session = row(
        pathway_id=pathway,
        type="SessionRecorded",
        data={"step_id": "W1", "outcome": "attended", "format": "individual"},
    )
    told = imported(tmp_path, [started, session])
    assert told.code == 0
    engagement = ariadna("views", pathway, "--data", tmp_path / "data").json["engagement"]
    assert engagement["W1"]["attended"] == 1


def test_what_was_imported_is_chained_and_in_the_overview(tmp_path):
    imported(tmp_path, rows())
    assert ariadna("verify", "--data", tmp_path / "data").code == 0
    rebuilt = ariadna("rebuild", "--json", "--data", tmp_path / "data")
    assert (rebuilt.code, rebuilt.json["differing"]) == (0, 0)
    assert rebuilt.json["rows"] == 1


def test_an_import_that_fails_half_way_is_run_again_to_its_end(tmp_path, monkeypatch):
    """What was written before is there and a duplicate; of the page that failed there is nothing."""
    same = [row() for _ in range(20)]
    monkeypatch.setattr(importing, "PAGE", 5)
    whole = Log.post
    pages = []

    def failing(self, drafts):
        pages.append(len(drafts))
        if len(pages) == 3:
            raise NoRoom()
        return whole(self, drafts)

    monkeypatch.setattr(Log, "post", failing)
    with pytest.raises(NoRoom):
        imported(tmp_path, same)
    monkeypatch.setattr(Log, "post", whole)
    told = imported(tmp_path, same)
    assert counted(told) == {"lines": 20, "accepted": 10, "duplicates": 10, "conflicts": 0, "refused": 0}
    assert ariadna("verify", "--json", "--data", tmp_path / "data").json["events"]["intake"] == 20
