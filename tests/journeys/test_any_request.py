"""B1: whatever is sent to any operation that OpenAPI tells of, the answer is one that it tells of, and never a 5xx.

In the full form these are well over 50,000 requests: 400 and 100 to each operation, of either kind. A stream of
updates never ends, and has tests of its own: tests/services/notifications/test_live.py.
"""

import os
from uuid import uuid4

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from shared.contracts import FACTS, RestrictionSet, door_of
from tests.journeys.running import fact, need
from tests.shared.contracts.made_up import facts

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
EXAMPLES = {"embedded": 400 if SOAK else 12, "distributed": 100 if SOAK else 5}  # by form, behind the same doors
ENDLESS = "/notifications/v1/live"
SERVICES = ("intake", "employment", "pathway", "notifications")
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
THOROUGH = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations(server, service):
    schema = schemathesis.openapi.from_url(f"{server.address(service)}/{service}/openapi.json")
    found = [result.ok() for result in schema.get_all_operations()]
    return [operation for operation in found if operation.path != ENDLESS]


@pytest.mark.promise("B1")
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_is_as_described(request, server, service, mode, tally):
    examples = EXAMPLES[request.node.callspec.params["server"]]
    statuses: dict[int, int] = {}
    found = operations(server, service)
    for operation in found:

        @settings(THOROUGH, max_examples=examples)
        @given(case=operation.as_strategy(generation_mode=mode))
        def answered(case):
            case.headers.pop("Ariadna-After", None)  # whose 503 is foreseen, and takes two seconds
            case.headers.pop("ariadna-after", None)
            response = case.call(headers=server.token("BCN-FAR", "supervisor"))  # one alone is soon stopped
            case.validate_response(response, checks=CHECKS)
            statuses[response.status_code] = statuses.get(response.status_code, 0) + 1

        answered()
    assert max(statuses) < 500
    answers = {f"answers_{status}": count for status, count in sorted(statuses.items())}
    tally(f"{service}, {mode.value}", operations=len(found), **answers)


POSTABLE = [kind for kind in FACTS.values() if kind.door != "policy" and kind.stream != "provider"]
some_facts = st.lists(st.sampled_from(POSTABLE).flatmap(facts), min_size=1, max_size=12)
READINGS = ("v1/pathways/{}/views", "v1/pathways/{}/history", "v1/pathways/{}/picture", "pathways/{}", "v1/caseload")


@settings(THOROUGH, max_examples=2 * EXAMPLES["embedded"])
@given(said=some_facts)
def test_whatever_well_formed_facts_are_posted_she_can_be_read(server, said):
    """A fact that stops the fold would close her history for ever: none does, whatever is in it."""
    pathway = str(uuid4())
    after = server.post(need(pathway), "BCN-FAR").json()["position"]
    for one in said:
        event = fact(type(one).__name__, pathway, **msgspec.to_builtins(one))
        headers = {"Ariadna-After": f"intake={after}"}
        answer = server.post(event, "BCN-FAR", "supervisor", door_of(event["type"], event["data"]), **headers)
        assert answer.status_code in (201, 409, 422), (event, answer.text)
    seen = {**server.token("BCN-FAR", "supervisor"), "Ariadna-After": f"intake={after}"}
    for path in READINGS:
        answer = server.client.get("/pathway/" + path.format(pathway), headers=seen)
        shut_out = answer.status_code == 404 and any(isinstance(one, RestrictionSet) for one in said)
        assert answer.status_code == 200 or shut_out, (path, said)
