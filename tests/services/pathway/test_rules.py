"""Rule packs: what is shipped is well formed and off unless confirmed; a pack that is not stops the start."""

from typing import Any

import pytest
import yaml

from services.pathway.domain import DeadlineRule
from services.pathway.rules import FOLDER, RulePackBroken, months_kept, packs, rules_in_force

RULE: dict[str, Any] = {
    "id": "R-1",
    "source": {"law": "L. 1/2000", "article": "1"},
    "confidence": "confirmed",
    "checked_by": "a jurist, made up",
    "checked_on": "2026-11-26",
    "counting": {"procedure": "it_asylum", "from": "lodged", "days": 60},
}
RETENTION = {key: RULE[key] for key in ("source", "confidence", "checked_by", "checked_on")} | {
    "months_after_closing": 60
}


def read(folder, rule=None, **pack):
    whole = {"jurisdiction": "IT", "rules": [RULE | (rule or {})], **pack}
    (folder / "it.yaml").write_text(yaml.safe_dump(whole))
    return packs(folder)


def test_every_pack_that_is_shipped_is_well_formed_and_names_its_sources():
    shipped = packs()
    assert {pack.jurisdiction for pack in shipped} == {"ES", "IT", "EU", "NETWORK"}
    assert len(shipped) == len(list(FOLDER.glob("*.yaml")))
    ids = [rule.id for pack in shipped for rule in pack.rules]
    assert len(ids) == len(set(ids))


def test_only_what_is_confirmed_is_in_force():
    assert {rule.rule for rule in rules_in_force(packs())} == {
        "IT-ART13-3M",
        "IT-ART18-6M",
        "IT-ART18TER",
        "IT-ASYLUM-WORK-60",
    }
    assert months_kept(packs()) is None


def test_a_rule_counts_as_it_is_written_and_its_own_code_answers_it(tmp_path):
    (rule,) = rules_in_force(read(tmp_path, {"answered_by": ["R-2"]}))
    assert rule == DeadlineRule("R-1", "it_asylum", "lodged", 60, 0, False, frozenset({"R-1", "R-2"}))
    assert rules_in_force(read(tmp_path, {"confidence": "unconfirmed"})) == []


def test_how_long_is_kept_is_what_was_confirmed(tmp_path):
    assert months_kept(read(tmp_path, retention=RETENTION)) == 60
    assert months_kept(read(tmp_path, retention=RETENTION | {"confidence": "unconfirmed"})) is None


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"confidence": "sure"}, "rules.0.confidence"),
        ({"source": {"law": "L. 1/2000"}}, "rules.0.source.article"),
        ({"counting": RULE["counting"] | {"days": -1}}, "rules.0.counting.days"),
        ({"counting": RULE["counting"] | {"kind": "working", "months": 1}}, "rules.0.counting"),
        ({"counting": {"from": "lodged"}}, "rules.0.counting.procedure"),
        ({"checked_by": None}, "rules.0"),
        ({"by_the_way": 1}, "rules.0.by_the_way"),
    ],
)
def test_a_pack_that_is_not_well_formed_is_named_by_file_and_field(tmp_path, wrong, where):
    with pytest.raises(RulePackBroken) as raised:
        read(tmp_path, wrong)
    assert (raised.value.file, raised.value.field) == ("it.yaml", where)
    assert where in str(raised.value)


@pytest.mark.parametrize("text", ["jurisdiction: [", "- 1", ""])
def test_what_is_no_pack_at_all_is_named_too(tmp_path, text):
    (tmp_path / "es.yaml").write_text(text)
    with pytest.raises(RulePackBroken, match=r"es\.yaml"):
        packs(tmp_path)
