"""The directory over HTTP: what providers say of themselves is listed for whoever signs in, with filters."""

from uuid import uuid4

from tests.journeys.running import fact
from tests.journeys.story import ARTE

SERVICE = {"dimension": "vocational_training", "languages": ["it", "en"]}


def listed(server, seen, **wanted):
    signed = {**server.token("BCN-ALBA"), "Ariadna-After": f"intake={seen}"}
    return server.client.get("/pathway/v1/providers", params=wanted, headers=signed)


def offers(answer):
    return {service["service_id"] for row in answer.json()["items"] for service in row["services"]}


def test_what_a_provider_offers_is_listed_until_it_is_withdrawn(server):
    city, name = f"Fictitia {uuid4()}", f"s-{uuid4()}"
    server.post(fact("ProviderRegistered", None, name="Made up", city=city, kind="school"), ARTE, "admin")
    offered = server.post(fact("ServiceOffered", None, service_id=name, places=0, **SERVICE), ARTE, "coordinator")
    seen = offered.json()["position"]
    assert offers(listed(server, seen, city=city.upper())) >= {name}
    assert name in offers(listed(server, seen, dimension="vocational_training", language="it"))
    assert name not in offers(listed(server, seen, places="free"))
    gone = server.post(fact("ServiceWithdrawn", None, service_id=name), ARTE, "coordinator")
    assert name not in offers(listed(server, gone.json()["position"], city=city))


def test_a_filter_that_can_t_be_read_is_named_and_nobody_unsigned_is_answered(server):
    wrong = server.get("/pathway/v1/providers", ARTE, dimension="gardening")
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "dimension")
    assert server.client.get("/pathway/v1/providers").status_code == 401
