"""The pages of employment over real plans and openings: read as the policies permit, and written down."""

import asyncio
import re
from uuid import uuid4

import httpx
import pytest

from tests.journeys.running import ago, fact, need
from tests.services.employment.papers import Paper
from tests.services.stored import embedded, put

FAR, ELSE = "BCN-CANARYFAR", "BCN-ELSE"
DISHES = "0005c151-5b5a-4a66-8aac-60e734beb1ab"
TOLD_OF_HER = re.compile(
    r"canary|v[ií]ctim|vittim|traffick|\btrata\b|tràfic|trafic|tratta|shelter|refugi|rifugi|acogida|acollida|accoglienza"
    r"|ariadna|bcn|housing|vivienda|habitatge|alloggi|therap|terap|teràp|risk|risc|riesg|risch|concern|placement",
    re.IGNORECASE,
)


def events(her):
    """Her way to work, with a canary in each text that somebody can choose."""
    course = {"step_id": "canary-v1", "dimension": "vocational_training"}
    work = {"step_id": "canary-w1", "dimension": "job_placement"}
    terms = {"contract_type": "traineeship", "hours_week": 25}
    told = {"sectors": ["catering", "CanarySector"], "city": "Canary_City", "hours_most": 30, "voiced_by": "her"}
    signs = ["unpaid_hours", "documents_withheld"]
    return [
        need(her),
        fact("PathwayOpened", her, ago(90), basis="support_service"),
        fact("ReferentAssigned", her, ago(90), referent_provider=FAR, staff_ref="canary_1", chosen_with_her=True),
        fact("LanguageLevelAssessed", her, ago(60), language="es", level="A2", scope="overall"),
        fact("WorkEntitlementRecorded", her, ago(90), entitled=True, basis="permit", until=ago(-30)),
        fact("SkillsProfiled", her, ago(80), scheme="esco", skills_count=1),
        fact("SkillsListed", her, ago(80), skills=[DISHES]),
        fact("WorkPreferencesSet", her, ago(80), **told),
        fact("EmploymentGoalSet", her, ago(80), goal_id="canary-g", sector="CanaryGoal", voiced_by="her"),
        fact("QualificationRecognitionChanged", her, ago(70), status="recognised", eqf_level=4),
        fact("StepStarted", her, ago(70), **course),
        fact("CertificateAwarded", her, ago(50), step_id="canary-v1", eqf_level=3),
        fact("ApplicationSent", her, ago(50), sector="CanarySent", count=2),
        fact("StepStarted", her, ago(40), **work),
        fact("PlacementTermsRecorded", her, ago(40), step_id="canary-w1", **terms),
        fact("LabourRightsConcernRaised", her, ago(5), step_id="canary-w1", indicators=signs),
        fact("OpeningListed", None, ago(2), opening_id="canary-o1", kind="job", occupation_group="5120",
             skills=[DISHES], languages=["es:B1"], hours_week=25, city="Barcelona", employer_ref="canary 7"),
    ]  # fmt: skip


class Network:
    """An embedded installation in which one woman is on her way to work."""

    def __init__(self, ariadna):
        self.ariadna, self.app, self.her = ariadna, ariadna.app(), str(uuid4())
        put(ariadna, *events(self.her), provider=FAR)

    def get(self, path, provider=FAR, role="worker"):
        token = self.ariadna.signer.issue(provider, role, "st_1")
        return asyncio.run(self._get(f"/employment/{path}", {"authorization": f"Bearer {token}"}))

    def hers(self, path="", *who, of=None):
        return self.get(f"pathways/{of or self.her}{path}", *who)

    def recorded(self):
        return self.ariadna.services["employment"].reads.log.position()

    async def _get(self, path, headers):
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path, headers=headers)


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    with embedded(tmp_path_factory.mktemp("work") / "data") as ariadna:
        yield Network(ariadna)


def test_her_plan_shows_what_was_posted(network):
    said = network.hers().text
    for part in ("30 days left", "Spanish A2", "canary-w1", "reviews overdue", "unpaid hours", "EQF 3", "recognised"):
        assert part in said
    before = network.hers(f"?as_of={ago(45)}").text
    assert "canary-v1" in before
    assert "canary-w1" not in before


def test_her_placement_stands_among_those_of_the_organisation(network):
    said = network.get("").text
    assert f'href="/employment/pathways/{network.her}"' in said
    assert "canary-w1" in said
    assert network.her not in network.get("", ELSE).text


def test_an_opening_is_told_beside_what_is_known_of_her(network):
    assert "canary 7" in network.get("openings").text
    assert "canary 7" not in network.get("openings", ELSE).text
    said = network.hers("/openings?kind=job").text
    for part in ("known of her: A2", "missed", "met"):
        assert part in said


@pytest.mark.parametrize("lang", ["en", "es", "ca", "it"])
def test_the_paper_tells_an_employer_nothing_of_why_she_is_here(network, lang):
    answer = network.hers(f"/profile.pdf?lang={lang}&entitlement=yes")
    made = Paper(answer.content)
    assert made.pages == 1
    assert TOLD_OF_HER.findall(f"{made.text}{made.about}{answer.headers['content-disposition']}") == []
    for part in ("A2", "EQF", "30"):
        assert part in made.text


@pytest.mark.parametrize("path", ["", "/openings", "/profile", "/profile.pdf"])
def test_to_another_organisation_she_is_nobody(network, path):
    hers, nobodys = network.hers(path, ELSE), network.hers(path, ELSE, of=str(uuid4()))
    assert hers.status_code == nobodys.status_code == 404
    assert hers.text == nobodys.text


@pytest.mark.parametrize("role", ["ops", "researcher"])
@pytest.mark.parametrize("path", ["", "openings"])
def test_a_role_without_business_is_told_so(network, role, path):
    assert network.get(path, FAR, role).status_code == 403
    assert network.hers("", FAR, role).status_code == 403


@pytest.mark.parametrize("path", ["", "/openings", "/profile", "/profile.pdf?lang=ca"])
def test_each_page_of_hers_is_written_down(network, path):
    before = network.recorded()
    assert network.hers(path).status_code == 200
    assert network.recorded() == before + 1


def test_the_list_of_placements_is_written_down_with_those_that_it_tells_of(network):
    before = network.recorded()
    network.get("")
    assert network.recorded() == before + 1
