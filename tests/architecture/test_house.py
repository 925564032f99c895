"""The house rules hold in the tree, and each is seen to refuse what it is there for."""

from pathlib import Path

import pytest

from tests.architecture import house

ROOT = Path(__file__).resolve().parents[2]
OFFENCES = [
    (house.long_modules, "services/pathway/long.py", "\n" * 301),
    (house.machine_paths, "shared/here.py", 'DATA = "' + "/ho" + 'me/ana/data"'),
    (house.machine_paths, "Makefile", "cp a " + "/ro" + "ot/b"),
    (house.machine_paths, ".ci/run", "cd " + "/wo" + "rk/main"),
    (house.package_hosts, "requirements.lock", "# from https://py" + "pi.org/simple"),
    (house.package_hosts, "docs/setup.md", "--index" + "-url=somewhere"),
    (house.the_word_never_shown, "services/pathway/web/templates/history.html", "<h1>The victim</h1>"),
    (house.the_word_never_shown, "shared/web/labels.py", 'ES = "Víctima"'),
    (house.names_that_say_nothing, "shared/keys.py", "class KeyManager: ..."),
    (house.prints, "services/pathway/application.py", "def fold():\n    print(1)"),
    (house.prints, "deploy/wiring.py", "print(1)"),
    (house.modules_without_purpose, "shared/new.py", "ONE = 1"),
    (house.clocks_in_a_domain, "services/pathway/domain/days.py", "import datetime\nnow = datetime.date.today()"),
    (house.clocks_in_a_domain, "tests/services/pathway/domain/test_days.py", "datetime.now(UTC)"),
    (house.mocks_in_a_domain_test, "tests/services/pathway/domain/test_days.py", "from unittest.mock import Mock"),
    (house.mocks_in_a_domain_test, "tests/services/pathway/domain/test_days.py", "from unittest import mock"),
    (house.pages_that_reach_out, "shared/web/static/base.css", "@import 'fonts.css'"),
    (house.pages_that_reach_out, "shared/web/templates/base.html", '<script src="//cdn.example/x.js"></script>'),
    (house.logs_that_may_tell, "shared/relay.py", "logger.warning('relay waits: %s', error)"),
    (house.logs_that_may_tell, "shared/relay.py", "logging.getLogger(__name__).error(f'{error}')"),
    (house.logs_that_may_tell, "shared/relay.py", "self.logger.error(said('relay_waits'), exc_info=True)"),
]
FINE = [
    (house.prints, "deploy/cli/report.py", "print(1)"),
    (house.prints, "deploy/cli.py", "print(1)"),
    (house.prints, "services/pathway/picture.py", "def blueprint(): ..."),
    (house.long_modules, "services/pathway/long.py", "\n" * 300),
    (house.machine_paths, "shared/here.py", 'ROUTE = "/pathway/v1/work/"'),
    (house.modules_without_purpose, "shared/__init__.py", ""),
    (house.clocks_in_a_domain, "services/pathway/application.py", "date.today()"),
    (house.pages_that_reach_out, "shared/web/templates/base.html", '<script src="/static/x.js"></script>'),
    (house.logs_that_may_tell, "shared/relay.py", "logger.warning(said('relay_waits', error=kind(error)))"),
    (house.package_hosts, "README.md", "`pip install --require-hashes -r requirements.lock`"),
]


@pytest.mark.parametrize("rule", house.RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(rule):
    assert list(rule(ROOT)) == []


@pytest.mark.parametrize(("rule", "path", "content"), OFFENCES)
def test_an_offence_is_seen(tmp_path, rule, path, content):
    written(tmp_path / path, content)

    assert len(list(rule(tmp_path))) == 1


@pytest.mark.parametrize(("rule", "path", "content"), FINE)
def test_what_is_fine_is_left_alone(tmp_path, rule, path, content):
    written(tmp_path / path, content)

    assert list(rule(tmp_path)) == []


def test_every_rule_has_an_offence_that_shows_it():
    assert {rule for rule, _, _ in OFFENCES} == set(house.RULES)


def written(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
