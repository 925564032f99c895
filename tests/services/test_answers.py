"""What the services really answer is what their OpenAPI documents promise, and no key more."""

import re
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from pydantic import ValidationError

from deploy.importing import Importer, as_register
from deploy.openapi import documents
from deploy.reading import read
from services.pathway.shapes import (
    PAGES,
    Choices,
    FundingAtRisk,
    GrantReport,
    History,
    Picture,
    Proposals,
    Standing,
    Views,
)
from shared.contracts import FACTS
from tests.services.documents import operations, unpromised
from tests.services.stored import embedded
from tests.shared.asked import Asked

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "barcelona-milan.json"
DOCUMENTS = {name: orjson.loads(text) for name, text in documents().items()}
ONE = "/pathway/v1/pathways/{pathway_id}"
CLOCKS = [{}, {"as_of": "2026-07-08"}, {"as_of": "2026-04-01", "known_at": "2026-03-15"}, {"as_of": "2000-01-01"}]
READERS = [("MADE-UP", "supervisor"), ("BCN-GINEBRO", "worker"), ("BCN-CALMA", "coordinator"), ("MIL-RIVA", "worker")]
NOBODY = "00000000-0000-4000-8000-000000000000"


class Network:
    """The example's network in a store of its own, asked as anybody."""

    def __init__(self, ariadna):
        self._ariadna = ariadna
        self._asked = Asked(ariadna.app())
        self.rows = list(ariadna.pathways.overview.rows())
        self.pathways = [row["pathway_id"] for row in self.rows]

    def as_one_of(self, provider, role="worker"):
        token = self._ariadna.signer.issue(provider, role)
        return {"authorization": f"Bearer {token}"}

    def ask(self, method, path, reader=None, headers=(), **said):
        signed = self.as_one_of(*reader) if reader else {}
        return self._asked.request(method, path, headers={**signed, **dict(headers)}, **said)

    def readings(self, what):
        """One kind of reading of every pathway, at several clocks and by several readers."""
        for pathway_id in self.pathways:
            for reader in READERS:
                for clocks in CLOCKS if reader is READERS[0] else CLOCKS[:1]:
                    yield self.ask("GET", f"{ONE.format(pathway_id=pathway_id)}/{what}", reader, params=clocks)


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    folder = tmp_path_factory.mktemp("network")
    with embedded(folder / "data") as ariadna:
        importer = Importer(ariadna, as_register(datetime.now(UTC)), folder / "refused.ndjson")
        totals = importer.run(read(str(EXAMPLE), None))
        assert totals.accepted == totals.lines > 250
        ariadna.settle()
        yield Network(ariadna)


def kept(path, answer, method="get"):
    """The answer, which is as its operation promises."""
    document = DOCUMENTS[path.split("/")[1]]
    assert unpromised(document, path, method, answer) == []
    return answer


@pytest.mark.parametrize(
    ("what", "shape"), [("views", Views), ("history", History), ("picture", Picture), ("choices", Choices)]
)
def test_every_reading_has_the_shape_that_is_promised(network, what, shape):
    answers = [kept(f"{ONE}/{what}", answer) for answer in network.readings(what)]
    read_ = [answer for answer in answers if answer.status_code == 200]
    assert len(read_) > 4 * len(network.pathways)
    for answer in read_:
        shape.model_validate_json(answer.content)


def test_what_is_withheld_has_a_shape_too(network):
    answers = [answer.json() for answer in network.readings("history") if answer.status_code == 200]
    rows = [row for answer in answers for row in answer["items"]]
    assert {row["withheld"] for row in rows} > {None, "care"}
    assert {row["set_aside"] for row in rows} > {None}
    assert any(row["corrections"] for row in rows if not row["withheld"])


@pytest.mark.parametrize("name", PAGES)
def test_every_list_has_the_shape_that_is_promised(network, name):
    path = f"/pathway/v1/{name}"
    answers = [kept(path, network.ask("GET", path, reader, params={"limit": 2})) for reader in READERS]
    for answer in answers:
        PAGES[name].model_validate_json(answer.content)
    items = network.ask("GET", path, READERS[0]).json()["items"]
    assert items or name == "duplicates"
    assert (answers[0].json()["next"] is None) == (len(items) <= 2)


def test_funding_at_risk_has_the_shape_that_is_promised(network):
    path = "/pathway/v1/funding-at-risk"
    answer = kept(path, network.ask("GET", path, READERS[0], params={"on": "2026-06-01"}))
    assert FundingAtRisk.model_validate_json(answer.content).items


def test_what_was_proposed_has_the_shape_that_is_promised(network):
    path = "/pathway/v1/proposals"
    of_one, of_nobody = (kept(path, network.ask("GET", path, (name, "worker"))) for name in ("BCN-MARINADA", "BCN-NOU"))
    assert [item.kind for item in Proposals.model_validate_json(of_one.content).items] == ["fallback"]
    assert of_nobody.json() == {"items": [], "next": None}


def test_the_account_of_a_grant_has_the_shape_that_is_promised(network):
    path = "/pathway/v1/grants/{funding_window_id}/report"
    row = next(row for row in network.rows if row["windows"])
    provider, _, window = row["windows"][0].partition("/")
    asked = path.format(funding_window_id=window)
    answer = kept(path, network.ask("GET", asked, (provider, "coordinator")))
    assert GrantReport.model_validate_json(answer.content).total.women
    for somebody in [("MADE-UP", "coordinator"), (provider, "worker")]:
        assert kept(path, network.ask("GET", asked, somebody)).status_code in (403, 404)
    kept(path, network.ask("GET", asked, (provider, "coordinator"), headers={"accept": "text/csv"}))


def test_where_an_event_stands_has_the_shape_that_is_promised(network):
    path = "/pathway/v1/events/{event_id}"
    history = network.ask("GET", f"{ONE.format(pathway_id=network.pathways[0])}/history", READERS[0]).json()["items"]
    row = history[-1]
    answer = kept(path, network.ask("GET", path.format(**row), (row["provider_id"], "worker")))
    assert Standing.model_validate_json(answer.content).state == "folded"
    assert kept(path, network.ask("GET", path.format(event_id=NOBODY), READERS[0])).status_code == 404


@pytest.mark.parametrize("shape", [Views, History, Picture, Standing])
def test_a_key_that_is_not_promised_would_be_seen(network, shape):
    what = shape.__name__.lower()
    path = f"{ONE}/{what}"
    if shape is Standing:
        path, answer = "/pathway/v1/events/{event_id}", {"event_id": NOBODY, "state": "folded", "reason": None}
    else:
        answer = network.ask("GET", path.format(pathway_id=network.pathways[0]), READERS[0]).json()
    shape.model_validate_json(orjson.dumps(answer))
    assert unpromised(DOCUMENTS["pathway"], path, "get", made_up(answer)) == []
    for wrong in (answer | {"another": 1}, {key: answer[key] for key in list(answer)[1:]}):
        assert unpromised(DOCUMENTS["pathway"], path, "get", made_up(wrong))
        with pytest.raises(ValidationError):
            shape.model_validate_json(orjson.dumps(wrong))


class made_up:  # noqa: N801 - it stands where an answer would
    status_code, text = 200, ""

    def __init__(self, body):
        self.content = orjson.dumps(body)
        self.headers = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("path", "method"),
    [
        (path, method)
        for name in DOCUMENTS
        for path, method, _ in operations(DOCUMENTS[name])
        if re.match("/(?!access)[a-z]+/v1/", path)
    ],
)
def test_nobody_without_a_token_is_answered_anything_else(network, path, method):
    address = re.sub(r"{\w+}", NOBODY, path)
    said = {"json": {"label": "17/2026"}} if method in ("put", "post") else {}
    assert kept(path, network.ask(method.upper(), address, **said), method).status_code == 401


@pytest.mark.parametrize(
    ("path", "said", "status"),
    [
        (f"{ONE}/views", {}, 404),
        (f"{ONE}/views", {"params": {"as_of": "soon"}}, 422),
        (f"{ONE}/history", {"params": {"known_at": "2026-01-01T12:00:00"}}, 422),
        (f"{ONE}/picture", {"headers": {"Ariadna-After": "elsewhere=1"}}, 422),
        (f"{ONE}/picture", {"headers": {"Ariadna-After": "intake=999999"}}, 503),
        ("/pathway/v1/gaps", {"params": {"limit": 0}}, 422),
        ("/pathway/v1/gaps", {"params": {"after": "first"}}, 422),
        ("/pathway/v1/funding-at-risk", {"params": {"horizon": 400}}, 422),
        ("/intake/v1/events/{event_id}", {}, 404),
        ("/intake/v1/pathways/{pathway_id}/label", {}, 404),
    ],
)
def test_a_refused_reading_is_refused_as_promised(network, path, said, status):
    address = path.format(pathway_id=NOBODY, event_id=NOBODY, group_ref="grp_3")
    assert kept(path, network.ask("GET", address, READERS[1], **said)).status_code == status


@pytest.mark.parametrize(
    ("said", "status", "role"),
    [
        ({"content": b"{"}, 400, "worker"),
        ({"content": b"{}"}, 403, "auditor"),
        ({"content": b"[" + b" " * 262144 + b"]"}, 413, "worker"),
        ({"content": b"", "headers": {"content-type": "text/csv"}}, 415, "worker"),
        ({"content": b"[]"}, 422, "worker"),
        ({"content": b"{}"}, 422, "worker"),
        ({"content": b"[{}]"}, 207, "worker"),
        ({"content": b"{}", "headers": {"Ariadna-After": "intake=999999"}}, 503, "worker"),
    ],
)
def test_a_refused_post_is_refused_as_promised(network, said, status, role):
    path = "/intake/v1/events"
    assert kept(path, network.ask("POST", path, ("BCN-FAR", role), **said), "post").status_code == status


def test_every_receipt_has_the_shape_that_is_promised(network):
    path = "/intake/v1/events"
    example = DOCUMENTS["intake"]["paths"][path]["post"]["requestBody"]["content"]
    event = example["application/json"]["examples"]["NeedIdentified"]["value"] | {"lateness_reason": "batch_entry"}
    other = event | {"occurred_on": "2026-05-21"}
    for said, status in ((event, 201), (event, 200), (other, 409), ([event, other], 207), ([event], 200)):
        answer = kept(path, network.ask("POST", path, READERS[1], json=said), "post")
        assert answer.status_code == status
    lines = network.ask("POST", path, READERS[1], {"content-type": "application/x-ndjson"}, content=b"{}\n")
    assert kept(path, lines, "post").status_code == 200
    again = "/intake/v1/events/{event_id}"
    assert kept(again, network.ask("GET", again.format(**event), READERS[1])).json()["status"] == "accepted"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_health_is_told_as_promised(network, path):
    assert unpromised(DOCUMENTS["health"], path, "get", network.ask("GET", path)) == []


def test_the_examples_types_are_all_known(network):
    rows = [
        row for answer in network.readings("history") if answer.status_code == 200 for row in answer.json()["items"]
    ]
    assert {row["type"] for row in rows if row["type"]} <= FACTS.keys()
