"""P3: who keeps the machines running sees their figures, with labels from one list, and no data at all."""

from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families

from shared import metrics
from tests.journeys.canaries import SERVICES, Canaries, filled
from tests.journeys.running import need

FAR = "BCN-FAR"
PAGES = ("/pathway/", "/pathway/pathways/{}", "/pathway/grants/w1/report", "/pathway/grants/w1/report.csv")


class AsOps:
    """A server as somebody of the role `ops` speaks to it."""

    def __init__(self, server):
        self.client = server.client
        self.token = lambda provider, role="ops": server.token(FAR, "ops")


@pytest.mark.promise("P3")
def test_ops_gets_403_on_every_address_that_may_hold_data(server, pathway, tally):
    server.post(need(pathway), FAR)
    ops, asked, statuses = AsOps(server), 0, set()
    for service in SERVICES:
        for path, operations in server.client.get(f"/{service}/openapi.json").json()["paths"].items():
            for method, operation in operations.items():
                for answer in filled(ops, Canaries(), {"pathway_id": pathway}, path, method, operation):
                    asked, statuses = asked + 1, statuses | {answer.status_code}
                    assert answer.json() == {**answer.json(), "status": 403, "type": "/problems/not_allowed"}
    signed = server.token(FAR, "ops")
    with server.another_client() as browser:
        server.sign_in(browser, FAR, "ops")
        for path in PAGES:
            asked += 2
            assert server.client.get(path.format(pathway), headers=signed).status_code == 403
            assert browser.get(path.format(pathway)).status_code == 403
    tally(asked=asked, other_than_403=len(statuses - {403}))
    assert statuses == {403}


@pytest.mark.parametrize("path", ["/metrics", "/health/ready", "/health/live", "/pathway/static/ariadna.css"])
def test_ops_sees_what_holds_no_data(server, path):
    assert server.client.get(path, headers=server.token(FAR, "ops")).status_code == 200


@pytest.mark.promise("P3")
def test_every_label_of_a_running_server_and_its_values_are_of_the_allow_list(server, pathway, tally):
    for event in (need(pathway), need(str(uuid4())) | {"type": FAR}, need(pathway)):
        server.post(event, FAR)
    server.get(f"/pathway/v1/pathways/{pathway}/views", FAR)
    server.client.get(f"/{FAR}/{pathway}", headers={"user-agent": FAR})
    text = server.client.get("/metrics").text
    found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    outside = [
        (sample.name, label) for sample in found for label, value in sample.labels.items() if strange(label, value)
    ]
    tally(series=len(found), outside=len(outside))
    assert outside == []
    assert FAR not in text
    assert pathway not in text


def strange(label, value):
    """`route` is a template of an address in our code, `le` a number; everything else is in the list."""
    if label == "route":
        return value != metrics.OTHER and (not value.startswith("/") or FAR in value)
    return label != "le" and value not in metrics.LABELS.get(label, ()) and value != metrics.OTHER


def test_a_label_outside_the_list_is_seen():
    assert strange("provider", "x")
    assert strange("door", FAR)
    assert not strange("door", "intake")
