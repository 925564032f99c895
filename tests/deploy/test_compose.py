"""The compose file is what it says: known settings, pinned images, no secret in clear, least rights, health checks."""

import copy
import json
import re
import shutil
import stat
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from deploy.compose import env
from shared.identity.settings import IdentitySettings
from shared.kafka.settings import NAMES, KafkaSettings
from shared.settings import Settings
from shared.signing import signing_key, verifying_key
from tests.tools import run

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
SECRET = re.compile(r"(PASSWORD|SECRET|TOKEN|_KEY|_KEK|(DATABASE|KEYS|OWNER)_URL)$")
HELD = re.compile(r"\$\{[A-Z_]+:\?make env\}")
SERVICES = ("intake", "employment", "pathway", "notifications")
RINGS = {
    "intake": ["keys"],
    "employment": ["keys"],
    "pathway": ["keys", "notices-keys"],
    "notifications": ["notices-keys"],
}
ENDS = {"topics", *(f"{name}-tables" for name in SERVICES)}


@pytest.fixture
def compose():
    return yaml.safe_load(FILE.read_text())


@cache
def known():
    """Every setting that the program names."""
    sources = [path for folder in ("shared", "services", "deploy") for path in (ROOT / folder).rglob("*.py")]
    named = set(re.findall(r"ARIADNA_[A-Z_]+", "".join(path.read_text() for path in sources)))
    return named | {f"ARIADNA_KAFKA_{name}" for name in NAMES}


def faults(compose):
    """What offends in a compose file, by service."""
    for name, service in compose["services"].items():
        yield from (
            f"{name}: {what}" for what in (*of_rights(service), *of_settings(service), *of_running(name, service))
        )


def of_rights(service):
    image = service["image"]
    tag = image.rpartition("/")[2].partition(":")[2]
    if not re.search(r"\d+\.\d+", tag):
        yield f"{image} is not pinned"
    if service.get("cap_drop") != ["ALL"] or service.get("security_opt") != ["no-new-privileges:true"]:
        yield "may do more than it needs"
    if not service.get("read_only") and not image.startswith("quay.io/keycloak/"):
        yield "can write to its own image"
    if service.get("privileged") or any("docker.sock" in str(each) for each in service.get("volumes", ())):
        yield "has the rights of the machine"
    if any(not str(port).startswith("127.0.0.1:") for port in service.get("ports", ())):
        yield "listens to the world"


def of_settings(service):
    for key, value in service.get("environment", {}).items():
        if key.startswith("ARIADNA_") and key not in known():
            yield f"{key} is no setting of the program"
        if SECRET.search(key) and value not in ("false", "true", "yes") and not HELD.search(str(value)):
            yield f"{key} is in clear"


def of_running(name, service):
    if name in ENDS:
        return
    if "healthcheck" not in service:
        yield "has no health check"
    if service.get("restart") != "unless-stopped":
        yield "does not come back by itself"


def test_the_file_is_well_formed_by_the_specification():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_offends(compose):
    assert list(faults(compose)) == []


@pytest.mark.parametrize(
    ("service", "changed"),
    [
        ("mail", {"image": "axllent/mailpit:latest"}),
        ("mail", {"image": "axllent/mailpit"}),
        ("intake", {"cap_drop": []}),
        ("intake", {"read_only": False}),
        ("kafka", {"privileged": True}),
        ("grafana", {"ports": ["3000:3000"]}),
        ("intake", {"environment": {"ARIADNA_MADE_UP": "1"}}),
        ("intake-db", {"environment": {"POSTGRES_PASSWORD": "postgres"}}),
        ("intake", {"environment": {"ARIADNA_DATABASE_URL": "postgresql://a:b@intake-db/ariadna"}}),
        ("kafka", {"restart": "no"}),
    ],
)
def test_what_offends_is_found(compose, service, changed):
    wrong = copy.deepcopy(compose)
    wrong["services"][service] |= changed
    assert list(faults(wrong))


def test_a_missing_health_check_is_found(compose):
    wrong = copy.deepcopy(compose)
    del wrong["services"]["pathway"]["healthcheck"]
    assert list(faults(wrong)) == ["pathway: has no health check"]


def test_each_database_is_reached_by_its_own_service_alone(compose):
    services = compose["services"]
    for name in SERVICES:
        network = services[f"{name}-db"]["networks"]
        reached = {each for each, service in services.items() if set(network) & set(service["networks"])}
        assert reached == {name, f"{name}-db", f"{name}-tables"}
        assert all(compose["networks"][each]["internal"] for each in network)


def test_what_watches_reaches_no_database_no_key_and_no_broker(compose):
    for name in ("prometheus", "alertmanager", "grafana", "identity", "mail"):
        kept = {"broker", "access", "keys", "notices-keys", *SERVICES}
        assert not kept & set(compose["services"][name]["networks"])


def test_each_service_has_the_keys_that_it_needs_and_no_others(compose):
    for name in SERVICES:
        for which in (name, f"{name}-tables"):
            service = compose["services"][which]
            assert [each for each in service["networks"] if each.endswith("keys")] == RINGS[name]
            assert [each for each in service["secrets"] if each.endswith("kek")] == [
                ring.replace("keys", "kek") for ring in RINGS[name]
            ]
            urls = {key for key in service["environment"] if key.endswith("KEYS_URL")}
            assert urls == {f"ARIADNA_{ring.upper().replace('-', '_')}_URL" for ring in RINGS[name]}


def test_no_service_that_goes_on_holds_the_rights_of_an_owner(compose):
    owning = {name for name, service in compose["services"].items() if "OWNER" in str(service.get("environment"))}
    keeping = {"keys-db", "notices-keys-db", "access-db"}
    assert owning == {f"{name}-{what}" for name in SERVICES for what in ("db", "tables")} | keeping


def test_services_wait_for_their_tables_and_their_topics(compose):
    for name in SERVICES:
        waits = compose["services"][name]["depends_on"]
        for needed in (f"{name}-db", "access-db", *(f"{ring}-db" for ring in RINGS[name])):
            assert waits[needed] == {"condition": "service_healthy"}
        assert waits["topics"] == waits[f"{name}-tables"] == {"condition": "service_completed_successfully"}


def test_what_is_named_is_declared(compose):
    for service in compose["services"].values():
        assert set(service.get("networks", ())) <= set(compose["networks"])
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in compose["volumes"]


@pytest.fixture
def fresh(tmp_path):
    """A copy of the file in a folder where no secrets were made."""
    (tmp_path / "deploy" / "compose").mkdir(parents=True)
    shutil.copy(FILE, tmp_path)
    return tmp_path


def test_secrets_are_made_once_each_its_own_for_the_owner_alone(fresh):
    made = env.write(fresh)
    settings = made_settings(fresh)
    needed = set(re.findall(r"\$\{([A-Z_]+):\?", FILE.read_text()))
    assert needed | {"ARIADNA_UID"} == set(settings)
    assert len(set(settings.values())) == len(settings)
    assert all(len(settings[name]) >= 40 and re.fullmatch(r"[\w-]+", settings[name]) for name in needed)
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}


def made_settings(root):
    return dict(line.split("=", 1) for line in (root / ".env").read_text().splitlines())


@pytest.mark.parametrize("service", SERVICES)
def test_the_program_takes_the_settings_of_each_service(fresh, compose, service):
    env.write(fresh)
    secret, said = made_settings(fresh), compose["services"][service]["environment"]
    told = {key: filled(value, secret) for key, value in said.items()}
    for name, declared in compose["secrets"].items():
        told = {
            key: value.replace(f"/run/secrets/{name}", str(fresh / declared["file"])) for key, value in told.items()
        }
    settings, kafka = Settings.read(told), KafkaSettings.read(told)
    assert settings.database_url.endswith(f"@{service}-db/ariadna")
    assert secret[f"{service.upper()}_DB_PASSWORD"] in settings.database_url
    settings.check_for(service)
    assert secret["ACCESS_DB_PASSWORD"] in settings.access_url
    assert (settings.keys_url is None, settings.wrapping is None) == ("keys" not in RINGS[service],) * 2
    fed = "notices-keys" in RINGS[service]
    assert (settings.notices_keys_url is None, settings.notices_wrapping is None) == (not fed, not fed)
    assert (kafka.user, kafka.password) == (service, secret[f"KAFKA_{service.upper()}_PASSWORD"])


def filled(value, secret):
    """A value of the file with what `.env` says put in."""
    return re.sub(r"\$\{([A-Z_]+):[^}]*\}", lambda named: secret.get(named[1], ""), value)


def test_services_check_tokens_by_a_key_that_can_make_none(fresh, compose):
    env.write(fresh)
    public = fresh / compose["secrets"]["tokens"]["file"]
    assert b"PRIVATE" not in public.read_bytes()
    assert verifying_key(public) == signing_key(public.with_name("tokens.pem")).public_key()


def test_one_service_alone_holds_the_key_that_signs_tokens_and_no_other(compose):
    holding = {name for name, service in compose["services"].items() if "signing" in service.get("secrets", ())}
    assert holding == {"access"}
    access = compose["services"]["access"]
    assert access["secrets"] == ["signing"]
    assert set(access["networks"]) == {"edge", "access", "watch"}


def test_people_sign_in_by_the_provider_of_the_file(compose):
    told = compose["services"]["pathway"]["environment"]
    settings = IdentitySettings.read(told)
    realm = json.loads((ROOT / "deploy/compose/realm.json").read_text())
    (client,) = realm["clients"]
    identity = compose["services"]["identity"]
    assert settings.issuer == f"{identity['environment']['KC_HOSTNAME']}/realms/{realm['realm']}"
    assert settings.discovery_url.startswith("http://identity:8080/")
    assert set(identity["networks"]) & set(compose["services"]["pathway"]["networks"])
    assert (client["clientId"], client["redirectUris"]) == (settings.client_id, [settings.redirect_uri])
    assert client["attributes"]["id.token.signed.response.alg"] in settings.algorithms
    claims = {mapper["config"]["claim.name"] for mapper in client["protocolMappers"]}
    assert claims == {settings.provider_claim, settings.role_claim}
    assert not {"implicitFlowEnabled", "directAccessGrantsEnabled"} & {
        name for name, on in client.items() if on is True
    }


def test_secrets_that_are_there_are_never_replaced(fresh):
    made = env.write(fresh)
    kept = {path: path.read_text() for path in made}
    for path in made:
        with pytest.raises(FileExistsError):
            env.write(fresh)
        path.unlink()
        assert {each: each.read_text() for each in made if each.exists()} == {
            each: text for each, text in kept.items() if each.exists()
        }
    env.write(fresh)
    assert all(path.read_text() != text for path, text in kept.items())


def test_what_holds_secrets_is_in_no_commit_and_no_image(fresh):
    ignored = subprocess.run(
        ["git", "check-ignore", ".env", "deploy/compose/secrets/kek"], cwd=ROOT, capture_output=True, check=False
    )
    assert ignored.returncode == 0
    assert "deploy/compose/secrets" in (ROOT / ".dockerignore").read_text()


@pytest.mark.parametrize("script", ["kafka.sh", "roles.sh"])
def test_scripts_are_well_formed(script):
    assert subprocess.run(["bash", "-n", ROOT / "deploy" / "compose" / script], check=False).returncode == 0


def test_compose_takes_the_file_with_the_secrets_that_were_made(fresh):
    env.write(fresh)
    assert run("docker-compose", "config", "--quiet", cwd=fresh) == (0, "")


def test_compose_refuses_the_file_without_them(fresh):
    code, said = run("docker-compose", "config", "--quiet", cwd=fresh)
    assert code == 1
    assert "make env" in said
