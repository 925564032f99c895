"""The frame of every answer: problem details, headers, and of the unforeseen not a word."""

import pytest
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from shared.edge import Edge, application
from shared.errors import NotWellFormed, Problem, UnknownPathway
from tests.shared.asked import Asked

CANARY = "canary7f3a"
routes = APIRouter()


@routes.get("/made-up/fine/{number}")
def fine(number: int) -> dict[str, int]:
    return {"number": number}


@routes.get("/made-up/refused")
def refused() -> None:
    raise UnknownPathway()


@routes.get("/made-up/wrong")
def wrong() -> None:
    raise NotWellFormed(Problem("data.reason", "not_in_list", "one of a list"))


@routes.get("/made-up/unforeseen")
def unforeseen(request: Request) -> None:
    raise ValueError(f"{CANARY} {request.url}")


@routes.get("/made-up/half")
def half() -> StreamingResponse:
    def chunks():
        yield b"begun"
        raise ValueError(CANARY)

    return StreamingResponse(chunks())


@pytest.fixture
def client():
    return Asked(Edge(application("made-up", "Made up.", [routes])))


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/made-up/refused", 404, "unknown_pathway"),
        ("GET", "/made-up/wrong", 422, "not_well_formed"),
        ("GET", f"/made-up/fine/{CANARY}", 422, "not_well_formed"),
        ("GET", f"/made-up/{CANARY}", 404, "unknown_address"),
        ("POST", "/made-up/refused", 405, "method_not_offered"),
        ("GET", "/made-up/unforeseen", 500, "not_foreseen"),
    ],
)
def test_every_failure_is_problem_details_without_content(client, caplog, method, path, status, code):
    answer = client.request(method, path, params={"q": CANARY})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["type"], answer.json()["status"]) == (f"/problems/{code}", status)
    assert answer.json()["title"]
    assert CANARY not in answer.text
    assert CANARY not in caplog.text


def test_the_places_that_are_wrong_are_named(client):
    assert client.get("/made-up/wrong").json()["errors"] == [
        {"path": "data.reason", "code": "not_in_list", "message": "one of a list"}
    ]
    (error,) = client.get("/made-up/fine/x").json()["errors"]
    assert (error["path"], error["code"]) == ("number", "not_a_number")


def test_what_was_not_foreseen_is_logged_by_kind_and_place_alone(client, caplog):
    client.get("/made-up/unforeseen")
    assert "not_foreseen error=ValueError at=test_edge.py:" in caplog.text
    assert CANARY not in caplog.text


def test_a_failure_half_way_is_cut_off_and_logged_without_content(client, caplog):
    answer = client.get("/made-up/half")
    assert CANARY not in answer.text
    assert CANARY not in caplog.text


@pytest.mark.parametrize("path", ["/made-up/fine/1", "/made-up/refused", "/made-up/unforeseen", "/nothing"])
def test_every_answer_has_the_headers(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"


def test_no_address_is_another_one_with_a_slash(client):
    assert client.get("/made-up/fine/1/").status_code == 404


def test_the_documentation_pages_that_load_scripts_from_elsewhere_are_off(client):
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404
    assert client.get("/made-up/openapi.json").status_code == 200
