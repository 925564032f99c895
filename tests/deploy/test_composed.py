"""The distributed form as the compose file has it, without containers: broker, databases, tables, topics, services."""

import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from deploy.local.ports import free_ports
from deploy.local.postgres import PostgresServer
from deploy.wiring import SERVICES
from tests.brokers import needed
from tests.deploy.composed import Composed
from tests.journeys.running import COMMAND, ROOT, eventually, free_port, need

PATHWAY = "5b7c1f3e-2d0a-4c39-9a52-0f6f6d8e1a11"


STARTS_WITHIN = 180  # three Java programs, one after the other, on a machine that may be busy


@pytest.fixture(scope="module")
def composed(request, tmp_path_factory):
    needed(request.node.path.stem)
    return Composed(tmp_path_factory.mktemp("composed"))


@pytest.fixture(scope="module")
def broker(composed):
    port = free_port()
    process = composed.kafka(port, free_port())
    try:
        eventually(lambda: process.poll() is None and listens(port), within=STARTS_WITHIN)
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def stores(composed):
    with PostgresServer() as server:
        for name in ("keys", "notices-keys", "access", *SERVICES):
            composed.database(f"{name}-db", server)
        yield


def test_a_service_whose_tables_nobody_made_does_not_start(composed, stores):
    refused = composed.run("intake")
    assert refused.returncode != 0
    assert "ariadna migrate" in refused.stderr


def test_what_the_file_describes_starts_and_takes_in_an_event(composed, broker, stores):
    """Topics and tables are made by the services that end; then the four, each as itself, are ready over all of it."""
    made, again = composed.run("topics"), composed.run("topics")
    assert made.returncode == 0, made.stderr
    assert "Nothing to do" in again.stderr
    with ThreadPoolExecutor() as beside:
        for tables in beside.map(composed.run, [f"{name}-tables" for name in SERVICES]):
            assert tables.returncode == 0, tables.stderr
    ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
    running = [composed.start(name, "--port", str(port)) for name, port in ports.items()]
    try:
        doors = {name: httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) for name, port in ports.items()}
        eventually(lambda: all(map(ready, doors.values())), within=STARTS_WITHIN)
        headers = {"authorization": f"Bearer {token(composed)}"}
        receipt = doors["intake"].post("/intake/v1/events", json=need(PATHWAY), headers=headers)
        assert receipt.status_code == 201, receipt.text
        eventually(lambda: counted(doors["intake"], "published_messages", service="intake") == 1, within=60)
        for name, source in (("pathway", "intake"), ("notifications", "notices")):
            told = {"service": name, "source": source}
            eventually(lambda name=name, told=told: counted(doors[name], "consumed_messages", **told) >= 1, within=60)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)


def test_a_service_may_not_make_topics(composed, broker):
    refused = composed.run(
        "topics", ARIADNA_KAFKA_USER="intake", ARIADNA_KAFKA_PASSWORD=composed.secrets["KAFKA_INTAKE_PASSWORD"]
    )
    assert refused.returncode != 0


def listens(port):
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def ready(client):
    try:
        return client.get("/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def counted(client, what, **labels):
    """What a service's own metrics say of it."""
    said = ",".join(f'{name}="{value}"' for name, value in sorted(labels.items()))
    name = f"ariadna_{what}_total{{{said}}} "
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.removeprefix(name)) for line in lines if line.startswith(name))


def token(composed):
    """By the private key, which lies beside the public one."""
    private = composed.folder / "deploy" / "compose" / "secrets" / "tokens.pem"
    told = {"ARIADNA_TOKENS_FILE": str(private), "PYTHONPATH": str(ROOT)}
    command = [*COMMAND, "token", "--provider", "BCN-FAR", "--role", "worker"]
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=True).stdout.strip()
