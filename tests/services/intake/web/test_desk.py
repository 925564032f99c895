"""The desk over a real store: recorded in one post, once, told what became of it, and read by nobody else."""

import re
from uuid import uuid4

import pytest

from tests.journeys.running import ago, fact, need
from tests.services.stored import FAR, PSI, embedded, put
from tests.shared.asked import Asked

THERAPY = {"step_id": "P1", "dimension": "psychological_therapy"}
LABEL = "17/26-canary"


class Network:
    """An embedded installation with one woman at one organisation's desk."""

    def __init__(self, ariadna):
        self.ariadna, self.asked, self.her = ariadna, Asked(ariadna.app()), str(uuid4())
        self.hers = f"/intake/pathways/{self.her}"
        put(ariadna, need(self.her), fact("StepStarted", self.her, ago(40), **THERAPY), provider=FAR)
        assert self.post(f"{self.hers}/label", label=LABEL).status_code == 303

    def get(self, path, provider=FAR, role="worker", lang="en"):
        return self.asked.get(path, headers=self._headers(provider, role) | {"accept-language": lang})

    def post(self, path, provider=FAR, role="worker", **fields):
        sent = self._headers(provider, role) | {"cookie": "ariadna-form=made-up"}
        return self.asked.post(path, data={"form": "made-up", **fields}, headers=sent)

    def record(self, **fields):
        session = {"type": "SessionRecorded", "event_id": str(uuid4()), "outcome": "attended", "format": "individual"}
        return self.post(self.hers, **{**session, **THERAPY, **fields})

    @property
    def stored(self):
        return self.ariadna.services["intake"].log.position()

    def _headers(self, provider, role):
        return {"authorization": f"Bearer {self.ariadna.signer.issue(provider, role, 'st_1')}"}


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    with embedded(tmp_path_factory.mktemp("desk") / "data") as ariadna:
        yield Network(ariadna)


def test_the_desk_lists_ones_own_pathways_by_ones_own_label(network):
    assert LABEL in network.get("/intake/").text
    assert network.her not in network.get("/intake/", PSI).text


def test_what_is_looked_for_stands_in_no_address(network):
    found = network.post("/intake/", label="17/26-can")
    assert (found.status_code, found.headers["location"]) == (303, f"{network.hers}#record")
    assert "No label of your organisation" in network.post("/intake/", label="nowhere").text


def test_a_session_sent_twice_is_stored_once_and_its_receipt_says_so_in_a_sentence(network):
    sent, before = {"event_id": str(uuid4())}, network.stored
    first, again = network.record(**sent), network.record(**sent)
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"] == f"/intake/receipts/{sent['event_id']}"
    assert network.stored == before + 1
    receipt = network.get(first.headers["location"]).text
    assert "Session: Psychological therapy, Attended" in receipt
    assert "It counts." in receipt


def test_the_same_form_with_other_content_is_a_conflict_that_is_said(network):
    sent = {"event_id": str(uuid4())}
    network.record(**sent)
    answer = network.record(**sent, outcome="missed")
    assert answer.status_code == 409
    assert "This form was sent before" in answer.text


def test_what_was_typed_is_kept_and_the_error_stands_beside_its_field(network):
    before, late = network.stored, ago(30)
    answer = network.record(occurred_on=late, minutes="60")
    assert (answer.status_code, network.stored) == (422, before)
    assert f'value="{late}"' in answer.text
    assert 'value="60"' in answer.text
    assert re.search(
        r'<label for="s1-late">[^<]*<span class="wrong" role="alert">This is more than a week', answer.text
    )
    assert network.record(occurred_on=late, lateness_reason="told_later").status_code == 303


def test_what_does_not_fit_is_kept_and_said_to_be_set_aside_with_its_reason(network):
    answer = network.record(step_id="H9", dimension="housing")
    receipt = network.get(answer.headers["location"]).text
    assert "set aside" in receipt
    assert "nobody has planned or started" in receipt


def test_an_entry_is_corrected_and_voided_from_its_receipt(network):
    at = network.record().headers["location"]
    assert network.post(at, event_id=str(uuid4()), way="correct", outcome="missed").status_code == 303
    assert "Session: Psychological therapy, Did not come" in network.get(at).text
    assert network.post(at, event_id=str(uuid4()), way="correct", outcome="missed").status_code == 422
    assert network.post(at, event_id=str(uuid4()), way="void", reason="posted_twice").status_code == 303
    assert "It was voided" in network.get(at).text
    assert "voided" in network.get("/intake/receipts").text


def test_a_groups_attendance_goes_in_once(network):
    before, page = network.stored, network.get("/intake/group").text
    (field,) = set(re.findall(r'name="([0-9a-f-]{36}\.P1)"', page))
    form = {"dimension": THERAPY["dimension"], "group": "Tuesday", "meeting": "1", "occurred_on": ago(1)}
    for _ in range(2):
        assert network.post("/intake/group", store="yes", **form, **{field: "attended"}).status_code == 303
    assert network.stored == before + 1
    assert "Nobody was chosen" in network.post("/intake/group", store="yes", **form).text


def test_a_first_contact_opens_a_registration_under_ones_own_label(network):
    sent = {"event_id": str(uuid4()), "pathway_id": str(uuid4()), "source_type": "self", "channel": "in_person"}
    before, refused = network.stored, network.post("/intake/new", **sent, label="Fictitious Name")
    assert (refused.status_code, network.stored) == (422, before)
    assert sent["pathway_id"] in refused.text
    begun = network.post("/intake/new", **sent, label="18/26")
    assert begun.headers["location"] == f"/intake/pathways/{sent['pathway_id']}"
    assert "18/26" in network.get(begun.headers["location"]).text


@pytest.mark.parametrize("path", ["pathways/{her}", "receipts/{event}"])
def test_unknown_and_anothers_answer_alike(network, path):
    event = network.record().headers["location"].rpartition("/")[2]
    known = path.format(her=network.her, event=event)
    answers = [network.get(f"/intake/{known}", PSI), network.get(f"/intake/{path.format(her=uuid4(), event=uuid4())}")]
    assert [each.status_code for each in answers] == [404, 404]
    who = re.compile(r"<span>BCN-\w+")
    assert len({who.sub("", each.text) for each in answers}) == 1


@pytest.mark.parametrize("role", ["supervisor", "auditor", "privacy_officer", "ops", "researcher"])
def test_the_desk_is_for_those_who_record(network, role):
    assert [network.get(path, FAR, role).status_code for path in ("/intake/", network.hers)] == [403, 403]


def test_each_look_is_written_down(network):
    reads = network.ariadna.services["intake"].reads.log
    before = reads.position()
    network.get(network.hers)
    network.get("/intake/")
    assert reads.position() == before + 2


@pytest.mark.parametrize(("lang", "word"), [("es", "Registrar"), ("ca", "Registra"), ("it", "Registra")])
def test_the_desk_speaks_the_languages_of_staff(network, lang, word):
    page = network.get(network.hers, lang=lang).text
    assert f'<html lang="{lang}">' in page
    assert f"<title>{word}" in page


def test_no_page_holds_a_script_or_style_of_its_own(network):
    for path in ("/intake/", network.hers, "/intake/group", "/intake/receipts", "/intake/new"):
        page = network.get(path).text
        assert re.findall(r"<script[^>]*>", page) == ['<script defer src="/intake/static/unsent.js">']
        assert not re.search(r" (style|on\w+)=", page)


def test_who_is_shut_out_finds_nothing_and_everything_once_that_is_lifted(network):
    her = str(uuid4())
    at = f"/intake/pathways/{her}"
    put(network.ariadna, need(her), fact("StepStarted", her, ago(9), **THERAPY), provider=FAR)
    assert network.get(at).status_code == 200
    put(network.ariadna, fact("RestrictionSet", her, ago(2), restriction_id="r1", providers=[FAR]), provider=FAR)
    assert network.get(at).status_code == 404
    assert her not in network.get("/intake/").text
    put(network.ariadna, fact("RestrictionLifted", her, ago(1), restriction_id="r1"), provider=FAR)
    assert network.get(at).status_code == 200
