"""Pages of decisions over a real store: two providers hand a step over, she consents, forbids, and is sent on."""

import re
from uuid import uuid4

import pytest

from tests.journeys.running import ago, fact, need
from tests.services.stored import FAR, PSI, embedded, put
from tests.shared.asked import Asked

ARTE = "MIL-ARTE"
THERAPY = {"step_id": "P1", "dimension": "psychological_therapy"}
HOUSING = {"step_id": "H1", "dimension": "housing"}


class Network:
    """An installation in which FAR answers for one woman after another."""

    def __init__(self, ariadna):
        self.ariadna, self.asked = ariadna, Asked(ariadna.app())
        for provider, city in ((FAR, "Barcelona"), (PSI, "Barcelona"), (ARTE, "Milano")):
            put(
                ariadna,
                fact("ProviderRegistered", None, ago(90), name="Ente", city=city, kind="ngo"),
                provider=provider,
            )

    def woman(self):
        her = str(uuid4())
        put(
            self.ariadna,
            need(her),
            fact("PathwayOpened", her, ago(90), basis="support_service"),
            fact("ReferentAssigned", her, ago(90), referent_provider=FAR, staff_ref="s_1", chosen_with_her=True),
            fact("StepStarted", her, ago(70), **THERAPY),
            fact("StepStarted", her, ago(70), **HOUSING),
        )
        return Woman(self, her)

    def get(self, path, provider=FAR, role="worker", lang="en"):
        return self.asked.get(path, headers=self._headers(provider, role) | {"accept-language": lang})

    def post(self, path, provider=FAR, role="worker", **fields):
        sent = self._headers(provider, role) | {"cookie": "ariadna-form=made-up"}
        return self.asked.post(path, data={"form": "made-up", "event_id": str(uuid4()), **fields}, headers=sent)

    @property
    def stored(self):
        return self.ariadna.services["pathway"].log.position()

    def _headers(self, provider, role):
        return {"authorization": f"Bearer {self.ariadna.signer.issue(provider, role, 'st_1')}"}


class Woman:
    """One woman of it, and what is recorded of her by pages."""

    def __init__(self, network, her):
        self.network, self.her = network, her

    def at(self, leaf):
        return f"/pathway/pathways/{self.her}/{leaf}"

    def shows(self, leaf, provider=FAR):
        answer = self.network.get(self.at(leaf), provider)
        assert answer.status_code == 200, answer.text
        return answer.text

    def posts(self, leaf, provider=FAR, **fields):
        return self.network.post(self.at(leaf), provider, **fields)

    def agrees(self, *recipients, **more):
        named = {f"recipients.{each}": "yes" for each in recipients}
        about = {"consent_id": "c1", "purpose": "handover", "said_as": "written"}
        return self.posts("consent", type="ConsentGiven", **{**about, **named, **more})

    def proposes(self, **more):
        about = {"handover_id": "h1", "from_provider": FAR, "to_provider": ARTE, "step_ids.P1": "yes"}
        return self.posts("handover", type="HandoverProposed", proposed_with_her="yes", **{**about, **more})

    def answers(self, kind, provider=ARTE, **fields):
        return self.network.post("/pathway/requests", provider, type=kind, pathway_id=self.her, **fields)


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    with embedded(tmp_path_factory.mktemp("decisions") / "data") as ariadna:
        yield Network(ariadna)


@pytest.fixture
def woman(network):
    return network.woman()


def test_a_handover_goes_from_its_proposal_to_an_acceptance_by_the_pages_of_two_providers(network, woman):
    assert woman.proposes().headers["location"] == woman.at("handover")
    assert "waits for an answer" in woman.shows("handover")
    asked = network.get("/pathway/requests", ARTE).text
    for part in ("Handover: Psychological therapy", "Barcelona", "She has not agreed yet"):
        assert part in asked
    assert FAR not in asked
    assert "P1" not in asked
    assert woman.agrees(ARTE).status_code == 303
    (consent,) = set(re.findall(r'name="consent_id" value="([^"]+)"', network.get("/pathway/requests", ARTE).text))
    accepted = woman.answers("HandoverAccepted", handover_id="h1", consent_id=consent)
    assert (accepted.status_code, accepted.headers["location"]) == (303, woman.at("handover"))
    assert "accepted on" in woman.shows("handover", ARTE)
    assert woman.her[:8] not in network.get("/pathway/requests", ARTE).text


def test_a_handover_that_is_declined_says_so_and_why_is_no_others_business(network, woman):
    woman.proposes()
    assert woman.answers("HandoverDeclined", handover_id="h1", reason="no_capacity").status_code == 303
    assert "not accepted" in woman.shows("handover").lower() or "declined" in woman.shows("handover").lower()
    assert network.get(woman.at("handover"), ARTE).status_code == 404


def test_a_form_that_is_sent_twice_is_stored_once(network, woman):
    sent, before = {"event_id": str(uuid4())}, network.stored
    assert woman.proposes(**sent).status_code == woman.proposes(**sent).status_code == 303
    assert network.stored == before + 1
    other = woman.proposes(**sent, to_provider=PSI)
    assert other.status_code == 409
    assert "This form was sent before" in other.text


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(network, woman):
    before = network.stored
    answer = woman.proposes(**{"to_provider": FAR})
    assert (answer.status_code, network.stored) == (422, before)
    assert re.search(r'<label for="p1-to">To whom<span class="wrong" role="alert">Choose another', answer.text)
    assert re.search(r'name="step_ids\.P1" value="yes" checked', answer.text)
    assert 'name="proposed_with_her" value="yes" checked' in answer.text
    late = woman.proposes(occurred_on=ago(30))
    assert f'value="{ago(30)}"' in late.text
    assert "This is more than a week ago" in late.text
    none = woman.posts("handover", type="HandoverProposed", handover_id="h1", from_provider=FAR, to_provider=ARTE)
    assert "Choose at least one step." in none.text


def test_nobody_learns_of_a_pathway_that_is_not_theirs(network, woman):
    unknown = network.get(f"/pathway/pathways/{uuid4()}/handover", PSI)
    for leaf in ("handover", "referral", "consent", "card"):
        found = network.get(woman.at(leaf), PSI)
        assert (found.status_code, found.text) == (404, unknown.text)
        assert woman.posts(leaf, PSI, type="HandoverProposed").status_code == 404
    assert woman.answers("HandoverAccepted", PSI, handover_id="h1", consent_id="c1").status_code == 404


def test_a_role_that_posts_nothing_decides_nothing_on_a_page_either(network, woman):
    woman.proposes()
    before = network.stored
    declined = {"type": "HandoverDeclined", "handover_id": "h1", "reason": "no_capacity", "pathway_id": woman.her}
    for role in ("auditor", "researcher", "ops"):
        assert network.post("/pathway/requests", ARTE, role, **declined).status_code == 403
    assert network.stored == before


def test_a_consent_is_taken_back_from_some_or_from_all(woman):
    woman.agrees(ARTE, PSI, purpose="coordination")
    assert f"{PSI}, {ARTE}" in woman.shows("consent")
    back = {"type": "ConsentWithdrawn", "consent_id": "c1"}
    assert woman.posts("consent", **back, **{f"recipients.{ARTE}": "yes"}).status_code == 303
    assert f"{PSI}, {ARTE}" not in woman.shows("consent")
    assert woman.posts("consent", type="ConsentRefused", purpose="group").status_code == 303
    assert woman.posts("consent", **back).status_code == 303
    assert "taken back" in woman.shows("consent")
    assert "Nothing is left" in woman.posts("consent", **back).text


def test_a_consent_that_has_run_out_is_shown_and_not_offered_to_be_taken_back(woman):
    begun, ended = ago(2), ago(1)
    assert woman.agrees(ARTE, purpose="coordination", occurred_on=begun, valid_until=ended).status_code == 303
    page = woman.shows("consent")
    assert "run out" in page
    assert "She takes it back" not in page
    assert woman.agrees(ARTE, purpose="coordination", consent_id="c2").status_code == 303
    assert woman.shows("consent").count("She takes it back") == 1


def test_a_consent_names_somebody_and_lasts_a_year_at_most(network, woman):
    before = network.stored
    assert "Choose at least one organisation." in woman.agrees().text
    assert "At the latest 12 months" in woman.agrees(ARTE, valid_until="2199-01-01").text
    assert network.stored == before


def test_what_she_forbids_holds_at_once_until_she_lifts_it(woman):
    woman.agrees(ARTE, purpose="coordination")
    woman.shows("consent", ARTE)
    shut = {"type": "RestrictionSet", "restriction_id": "x1", "whom": "providers", f"providers.{ARTE}": "yes"}
    assert woman.posts("consent", ARTE, **shut).headers["location"] == "/pathway/"
    assert woman.network.get(woman.at("consent"), ARTE).status_code == 404
    assert woman.posts("consent", type="RestrictionLifted", restriction_id="x1").status_code == 303
    woman.shows("consent", ARTE)


def test_nobody_is_shut_out_by_oversight(network, woman):
    before = network.stored
    assert "Say whom she shuts out." in woman.posts("consent", type="RestrictionSet", restriction_id="x1").text
    left = woman.posts("consent", type="RestrictionSet", restriction_id="x1", whom="dimensions")
    assert "Choose at least one kind of support." in left.text
    assert network.stored == before


def test_a_referral_needs_her_consent_and_is_answered_by_whom_it_asks(network, woman):
    asked = {"type": "ReferralSent", "referral_id": "r1", "to_provider": ARTE, "dimension": "artistic_therapy"}
    refused = woman.posts("referral", **asked, urgency="normal")
    assert refused.status_code == 409
    assert re.search(r'<label for="send-to">To whom<span class="wrong" role="alert">She has not agreed', refused.text)
    woman.agrees(ARTE, purpose="coordination")
    sent = {**asked, "urgency": "urgent", "event_id": str(uuid4())}
    assert woman.posts("referral", **sent).status_code == woman.posts("referral", **sent).status_code == 303
    assert "Referral: Art therapy" in network.get("/pathway/requests", ARTE).text
    answer = woman.answers("ReferralAnswered", referral_id="r1", answer="waiting_list", expected_start=ago(-30))
    assert answer.status_code == 303
    assert "on the waiting list" in woman.shows("referral")


def test_a_card_is_made_after_three_questions_shown_once_and_by_no_form_twice(network, woman):
    assert "Can she carry a card" in woman.shows("card")
    safe = {"safe_to_carry_paper": "yes", "things_looked_through": "no", "she_wants_it": "yes"}
    sent, before = {"event_id": str(uuid4())}, network.stored
    missing = woman.posts("card", **{**safe, "things_looked_through": ""})
    assert "Say whether somebody looks through her things." in missing.text
    unsafe = woman.posts("card", **{**safe, "things_looked_through": "unsure"})
    assert unsafe.headers["location"] == woman.at("card/later")
    assert network.stored == before
    card = woman.posts("card", **safe, **sent)
    assert (card.status_code, card.headers["cache-control"]) == (200, "no-store")
    assert re.search(r"<p>([0-9A-Z]{4}-){3}[0-9A-Z]</p>", card.text)
    again = woman.posts("card", **safe, **sent)
    assert again.status_code == 409
    assert "A card was made by this form before" in again.text
    assert network.stored == before + 1


def test_who_is_shown_her_card_asks_by_its_code_and_reads_once_she_agrees(network, woman):
    safe = {"safe_to_carry_paper": "yes", "things_looked_through": "no", "she_wants_it": "yes"}
    code = re.search(r"<p>([0-9A-Z-]{16})</p>", woman.posts("card", **safe).text)[1]
    shows = {"type": "ContinuityCodePresented"}
    wrong = network.post("/pathway/requests", ARTE, **shows, code="0000-0000")
    assert re.search(r'The code on it<span class="wrong" role="alert">A character is wrong', wrong.text)
    assert network.post("/pathway/requests", ARTE, **shows, code=code).headers["location"] == "/pathway/requests"
    assert woman.her[:8] in network.get("/pathway/requests", ARTE).text
    assert network.get(woman.at("consent"), ARTE).status_code == 404
    agreed = {"consent_id": "c9", "purpose": "coordination", "said_as": "written", f"recipients.{ARTE}": "yes"}
    answer = woman.answers("ConsentGiven", **agreed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pathway/pathways/{woman.her}")
    woman.shows("consent", ARTE)


@pytest.mark.parametrize("lang", ["es", "ca", "it"])
def test_the_pages_speak_the_language_of_whoever_reads_them(network, woman, lang):
    for leaf in ("handover", "referral", "consent"):
        page = network.get(woman.at(leaf), lang=lang)
        assert f'<html lang="{lang}">' in page.text
        assert "Record" not in page.text
