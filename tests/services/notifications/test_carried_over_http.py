"""Webhooks and the log of deliveries over HTTP: a provider's own, by its coordinators, and not a word of content."""

from uuid import uuid4

import pytest

from services.notifications.deliveries import DONE, Outcome
from services.notifications.dispatching import always
from tests.services.notifications.carried import FAR, NOW, Carried, outgoing
from tests.services.stored import embedded
from tests.shared.asked import Asked

WEBHOOKS, DELIVERIES = "/notifications/v1/webhooks", "/notifications/v1/deliveries"
OTHER = "MIL-PONTE"
CANARY = "qzxkwvjqyz"


class Api:
    """A service as somebody asks it."""

    def __init__(self, ariadna):
        self._ariadna, self._asked = ariadna, Asked(ariadna.app())
        self.store = Carried(ariadna.services["notifications"].log)

    def ask(self, method, path, provider=FAR, role="coordinator", **said):
        token = {"authorization": f"Bearer {self._ariadna.signer.issue(provider, role)}"}
        return self._asked.request(method, path, headers=token, **said)

    def put(self, webhook_id, provider=FAR, **said):
        return self.ask("PUT", f"{WEBHOOKS}/{webhook_id}", provider, json={"url": "https://10.1.2.3/told", **said})


@pytest.fixture
def api(tmp_path, monkeypatch):
    monkeypatch.setenv("ARIADNA_WEBHOOK_NETWORKS", "10.1.0.0/16")
    with embedded(tmp_path / "data") as ariadna:
        yield Api(ariadna)


def test_a_secret_is_told_when_it_is_new_and_never_again(api):
    webhook_id = uuid4()
    first = api.put(webhook_id).json()
    assert (first["state"], first["secret"][:6]) == ("on", "whsec_")
    assert api.put(webhook_id).json()["secret"] is None
    rotated = api.put(webhook_id, rotate=True).json()["secret"]
    assert rotated not in (None, first["secret"])
    assert [each["secret"] for each in api.ask("GET", WEBHOOKS).json()["items"]] == [None]
    assert api.ask("DELETE", f"{WEBHOOKS}/{webhook_id}").status_code == 200
    assert api.ask("GET", WEBHOOKS).json() == {"items": []}


def test_of_another_provider_nothing_is_seen_or_changed(api):
    webhook_id = uuid4()
    api.put(webhook_id)
    unknown = api.ask("GET", f"{WEBHOOKS}/{uuid4()}", OTHER)
    for method in ("GET", "DELETE"):
        answer = api.ask(method, f"{WEBHOOKS}/{webhook_id}", OTHER)
        assert (answer.status_code, answer.json()) == (404, unknown.json())
    assert api.ask("GET", WEBHOOKS, OTHER).json() == {"items": []}
    assert api.ask("GET", f"{WEBHOOKS}/{webhook_id}").status_code == 200


@pytest.mark.parametrize("role", ["worker", "supervisor", "auditor", "ops", "machine", "privacy_officer"])
def test_only_coordinators_register(api, role):
    body = {"url": "https://10.1.2.3/told"}
    assert api.ask("PUT", f"{WEBHOOKS}/{uuid4()}", role=role, json=body).status_code == 403
    assert api.ask("GET", WEBHOOKS, role=role).status_code == 403


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"url": f"https://127.0.0.1/{CANARY}"}, "not_public"),
        ({"url": f"http://{CANARY}.example/"}, "malformed"),
        ({"url": f"https://{CANARY}:{CANARY}@10.1.2.3/"}, "malformed"),
        ({"url": f"https://10.1.2.3/\r\n{CANARY}"}, "malformed"),
    ],
)
def test_a_wrong_address_is_named_by_field_and_code_and_not_repeated(api, said, code):
    answer = api.put(uuid4(), **said)
    assert (answer.status_code, answer.json()["errors"][0]["path"], answer.json()["errors"][0]["code"]) == (
        422,
        "url",
        code,
    )
    assert CANARY not in answer.text


def test_coordinators_read_their_own_log_and_supervisors_what_is_extreme(api):
    extreme = outgoing("extreme", provider_id=OTHER, urgent=True, extreme=True, address=f"{CANARY}@far.example")
    api.store.ask(outgoing("one", address=f"{CANARY}@far.example"), outgoing("two"), extreme)
    for each in api.store.claims.claim("mail", NOW, 10, always):
        done = DONE if each.notice == outgoing("two").notice_id.bytes else Outcome("refused", "bounced")
        api.store.claims.settle([(each, done)], NOW)
    first = api.ask("GET", DELIVERIES, params={"limit": 1}).json()
    rest = api.ask("GET", DELIVERIES, params={"limit": 1, "after": first["next"]}).json()
    shown = [*first["items"], *rest["items"]]
    assert ([each["state"] for each in shown], rest["next"]) == (["sent", "failed"], None)
    assert [line["outcome"] for line in shown[1]["attempts"]] == ["bounced"]
    told = api.ask("GET", DELIVERIES, role="supervisor").json()["items"]
    assert [each["delivery_id"] for each in told] == [str(extreme.delivery_id)]
    assert CANARY not in str((shown, told))
    assert api.ask("GET", DELIVERIES, role="worker").status_code == 403
    assert api.ask("GET", DELIVERIES, params={"after": CANARY}).json()["errors"][0]["path"] == "after"
