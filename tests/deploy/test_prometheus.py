"""Alerts fire when they should and at no other time; what they and the dashboards name is what is scraped."""

import json
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry

from deploy.scrape import Scrape
from tests.deploy.alerts import CASES, MORE
from tests.services.stored import embedded
from tests.tools import run

ROOT = Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
ALERTS = PROMETHEUS / "alerts.yml"
DASHBOARDS = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
NAME = re.compile(r"\bariadna_[a-z_]+|\bprocess_[a-z_]+")
RULES = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
ASKED = ("What it means", "What to do", "How to know it is over")


def expected(alert, series, times):
    """A case in promtool's words: under these series the alert fires so many times."""
    looked = {
        "expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"}})',
        "eval_time": CASES[alert].after,
        "exp_samples": [{"labels": "{}", "value": times}] if times else [],
    }
    given = [{"series": name, "values": values} for name, values in series.items()]
    return {"interval": CASES[alert].every, "input_series": given, "promql_expr_test": [looked]}


def tried(folder, *cases):
    """What promtool says of these cases of one alert."""
    file = folder / "cases.yml"
    file.write_text(
        yaml.safe_dump({"rule_files": [str(ALERTS)], "evaluation_interval": cases[0]["interval"], "tests": list(cases)})
    )
    return run("promtool", "test", "rules", file)


def test_the_rules_are_well_formed():
    assert run("promtool", "check", "rules", ALERTS)[0] == 0


def test_the_configuration_is_well_formed():
    code, said = run("promtool", "check", "config", PROMETHEUS / "prometheus.yml")
    assert code == 0, said


def test_who_is_told_of_an_alert_is_well_formed():
    code, said = run("amtool", "check-config", PROMETHEUS / "alertmanager.yml")
    assert code == 0, said


def test_every_severity_reaches_somebody_by_a_mail_that_names_no_service_and_no_label_but_these():
    configured = yaml.safe_load((PROMETHEUS / "alertmanager.yml").read_text())
    (mails,) = (each["email_configs"] for each in configured["receivers"])
    said = " ".join(str(value) for mail in mails for value in (mail["headers"], mail["html"], mail["text"]))
    named = set(re.findall(r"\.((?:Group|Common)?(?:Labels|Annotations)(?:\.\w+)?)", said))
    assert named == {"GroupLabels.alertname", "Labels.severity", "Annotations.runbook_url"}
    assert all(mail["headers"]["Subject"] and mail["html"] == "" for mail in mails)
    for severity in ("critical", "warning"):
        configured = f"--config.file={PROMETHEUS / 'alertmanager.yml'}"
        code, said = run("amtool", "config", "routes", "test", configured, f"severity={severity}")
        assert (code, said.split()[0]) == (0, "on-call")


def test_what_fires_is_sent_where_the_compose_file_has_it():
    sent = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["alerting"]["alertmanagers"]
    services = yaml.safe_load((PROMETHEUS.parents[1] / "docker-compose.yml").read_text())["services"]
    assert sent == [{"static_configs": [{"targets": ["alertmanager:9093"]}]}]
    assert set(services["alertmanager"]["networks"]) == {*services["prometheus"]["networks"], "mail"}
    mail = yaml.safe_load((PROMETHEUS / "alertmanager.yml").read_text())["global"]["smtp_smarthost"]
    assert mail.partition(":")[0] in services


@pytest.mark.parametrize("alert", CASES)
def test_an_alert_fires_when_it_is_bad_and_at_no_other_time(alert, tmp_path):
    bad, good = CASES[alert][:2]
    more = [expected(alert, series, 1) for name, series in MORE if name == alert]
    code, said = tried(tmp_path, expected(alert, bad, 1), expected(alert, good, 0), *more)
    assert code == 0, said


@pytest.mark.parametrize("alert", ["NotReady", "WithdrawalLate"])
def test_an_alert_that_is_wrong_either_way_is_found(alert, tmp_path):
    bad, good = CASES[alert][:2]
    assert tried(tmp_path, expected(alert, good, 1))[0] == 1
    assert tried(tmp_path, expected(alert, bad, 0))[0] == 1


def test_each_alert_has_its_cases():
    assert {rule["alert"] for rule in RULES} == set(CASES)


def test_each_alert_leads_to_a_heading_that_tells_what_to_do_at_night():
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", RUNBOOK, re.MULTILINE | re.DOTALL))
    for rule in RULES:
        assert rule["annotations"]["runbook_url"] == f"docs/runbook.md#{rule['alert'].lower()}"
        missing = [part for part in ASKED if f"**{part}.**" not in sections.get(rule["alert"], "")]
        assert missing == [], rule["alert"]


@pytest.fixture(scope="module")
def metrics(tmp_path_factory):
    """The names that are scraped, each with the names of its series."""
    with embedded(tmp_path_factory.mktemp("network") / "data") as ariadna:
        registry = CollectorRegistry()
        registry.register(Scrape(ariadna.data, ariadna.services, ariadna.relays, ariadna.ready))
        families = list(registry.collect())
    endings = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"], "gauge": [""]}
    return {family.name: {family.name + ending for ending in endings[family.type]} for family in families}


def queries(dashboard):
    return [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]


def named(text):
    return set(NAME.findall(text))


def used():
    """By file, every name of a metric in it."""
    yield ALERTS.name, named("\n".join(rule["expr"] for rule in RULES))
    for path in DASHBOARDS:
        yield path.name, named("\n".join(queries(json.loads(path.read_text()))))


def test_every_name_in_an_alert_or_a_dashboard_is_a_series_that_is_scraped(metrics):
    there = {series for found in metrics.values() for series in found}
    for file, names in used():
        assert names - there == set(), file


def test_every_metric_is_on_a_dashboard_or_in_an_alert(metrics):
    shown = {name for _, names in used() for name in names}
    assert [name for name, series in metrics.items() if name.startswith("ariadna") and not series & shown] == []


def test_names_are_by_the_conventions(metrics):
    """Base units; `_total` for what only grows."""
    for name in metrics:
        assert not re.search(r"_(ms|millis|minutes|kb|mb|percent)($|_)", name)


def test_dashboards_are_provisioned_by_a_name_of_their_own():
    read = [json.loads(path.read_text()) for path in DASHBOARDS]
    assert {path.stem for path in DASHBOARDS} >= {"overview", "doors", "carrying", "store"}
    assert len({each["uid"] for each in read}) == len({each["title"] for each in read}) == len(read)
    for dashboard in read:
        assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
        assert all(panel["datasource"]["uid"] == "prometheus" for panel in dashboard["panels"])


def test_dashboards_ask_what_prometheus_understands(tmp_path):
    """Each expression as a recording rule, since promtool parses those."""
    expressions = [expr for path in DASHBOARDS for expr in queries(json.loads(path.read_text()))]
    rules = [
        {"record": f"made_up_{n}", "expr": expr.replace("$__rate_interval", "5m")} for n, expr in enumerate(expressions)
    ]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "made-up", "rules": rules}]}))
    code, said = run("promtool", "check", "rules", tmp_path / "rules.yml")
    assert code == 0, said
