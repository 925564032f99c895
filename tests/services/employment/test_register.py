"""The register over its log and over HTTP, over each store: what is let in, who is told what, and page by page."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest

from services.employment.api.openings import register_router
from services.employment.bookkeeping import Bookkeeping
from services.employment.domain.profile import Profile
from services.employment.esco import Esco
from services.employment.register import Register
from services.employment.shapes import Openings, OpeningsForHer
from shared.access import Reader
from shared.clocks import civil_day
from shared.door.admission import admit
from shared.edge import application
from shared.errors import UnknownPathway
from shared.keys import KeyRing, key_encryption_key
from shared.store.entries import Draft
from shared.store.log import Log
from tests.shared.asked import Asked

FAR, OFI = "BCN-FAR", "BCN-OFICI"
HERS = UUID(int=7, version=4)
TODAY = civil_day(datetime.now(UTC))
CLEAN, ROOMS = "6ff01827-907d-43d8-b6e4-7162c1cf0aca", "7bb01a18-4637-4535-ba18-258f48f705b8"
JOB = {"kind": "job", "occupation_group": "9112"}
PROFILE = Profile(entitled=False, skills=frozenset({CLEAN}), languages={"es": "A2"}, hours_most=20, city="Barcelona")


def reader(provider=FAR, role="worker"):
    return Reader(provider, role, "st_1", "token", 0)


class Store:
    """An employment log with its register, written by its door's own rules and asked over HTTP."""

    def __init__(self, log, register):
        self.log = log
        self.register = register
        self.as_one = reader()
        self._app = application("employment", "made up", [register_router(register, self.profile_for)])
        self._app.state.reader_of = lambda request: self.as_one

    def profile_for(self, pathway_id, reader, when):
        """A stand-in for the plan: one woman, known to one organisation."""
        if (pathway_id, reader.provider_id) != (HERS, FAR):
            raise UnknownPathway()
        return PROFILE

    def post(self, type_name, who=None, on=TODAY, event_id=None, **data):
        late = {"lateness_reason": "batch_entry"} if on < TODAY - timedelta(7) else {}
        posted = {"event_id": event_id or str(uuid4()), "type": type_name, "schema_version": 1, "pathway_id": None}
        posted |= {"occurred_on": on.isoformat(), "data": data, **late}
        draft = admit(orjson.dumps(posted), "employment", who or reader(), datetime.now(UTC))
        return self.log.post([draft])[0] if isinstance(draft, Draft) else draft

    def list(self, name, who=None, on=TODAY, **data):
        receipt = self.post("OpeningListed", who, on, opening_id=name, **(JOB | data))
        assert receipt.status == "accepted", receipt
        return receipt

    def get(self, path="openings", who=None, **query):
        self.as_one = who or reader()
        return Asked(self._app).get(f"/employment/v1/{path}", params=query)

    def names(self, path="openings", who=None, **query):
        return [item["opening_id"] for item in self.get(path, who, **query).json()["items"]]


@pytest.fixture
def store(tmp_path, place):
    keys = KeyRing(place("keys"), key_encryption_key(tmp_path / "kek"))
    esco = Esco.read({})
    books = Bookkeeping(keys, esco)
    log = Log(place("employment"), keys, books)
    yield Store(log, Register(log, books, esco))
    log.close()
    keys.close()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"occupation_group": "9999"}, ("data.occupation_group", "unknown_occupation")),
        ({"occupation": CLEAN}, ("data.occupation", "unknown_occupation")),
        ({"skills": [CLEAN, str(UUID(int=1))]}, ("data.skills", "unknown_skill")),
        ({"skills": ["http://data.europa.eu/esco/skill/" + CLEAN]}, ("data.skills.0", "malformed")),
        ({"languages": ["es:A2", "ca:D1"]}, ("data.languages.1", "malformed")),
        ({"languages": ["es"]}, ("data.languages.0", "malformed")),
        ({"hours_week": 0}, ("data.hours_week", "out_of_range")),
        ({"hours_week": 41}, ("data.hours_week", "out_of_range")),
        ({"eqf_level": 9}, ("data.eqf_level", "out_of_range")),
        ({"kind": "volunteering"}, ("data.kind", "not_in_list")),
        ({"apply_by": (TODAY - timedelta(1)).isoformat()}, ("data.apply_by", "before_it_was_listed")),
        ({"starts_on": "2026-02-30"}, ("data.starts_on", "not_a_date")),
        ({"employer_ref": "Fictitious Kitchens"}, ("data.employer_ref", "looks_identifying")),
        ({"employer": "kitchen 7"}, ("data", "unknown_field")),
    ],
)
def test_what_is_not_well_formed_is_refused_at_its_place_and_kept_nowhere(store, data, problem):
    receipt = store.post("OpeningListed", opening_id="o1", **(JOB | data))
    assert (receipt.status, [(each.path, each.code) for each in receipt.errors]) == ("refused", [problem])
    assert (store.names(), store.log.position()) == ([], 0)


@pytest.mark.parametrize("role", ["supervisor", "privacy_officer", "admin"])
def test_organisations_list_openings_and_nobody_beside_them(store, role):
    for name, data in (("OpeningListed", JOB), ("OpeningClosed", {"reason": "filled"})):
        receipt = store.post(name, reader(FAR, role), opening_id="o1", **data)
        assert [(each.path, each.code) for each in receipt.errors] == [("type", "role_not_allowed")]


def test_a_program_lists_for_its_organisation(store):
    store.list("o1", reader(FAR, "machine"))
    assert store.names() == ["o1"]


def test_a_retry_is_a_duplicate_also_once_its_dates_are_past(store):
    listed = store.list("o1", on=TODAY - timedelta(9), apply_by=(TODAY - timedelta(8)).isoformat())
    again = store.post(
        "OpeningListed",
        on=TODAY - timedelta(9),
        event_id=listed.event_id,
        opening_id="o1",
        apply_by=(TODAY - timedelta(8)).isoformat(),
        **JOB,
    )
    assert (again.status, again.position) == ("duplicate", listed.position)


def test_nothing_of_an_opening_is_published(store):
    store.list("o1")
    store.post("OpeningClosed", opening_id="o1", reason="withdrawn")
    assert store.log.messages(0, 100)[0] == []


def test_an_opening_is_told_as_it_is_listed_and_as_promised(store):
    store.list(
        "o1",
        occupation_group="9112",
        skills=[ROOMS, CLEAN],
        languages=["es:A2", "ca:A1"],
        city="Barcelona",
        hours_week=20,
    )
    answer = store.get().json()
    Openings.model_validate_json(orjson.dumps(answer))
    (item,) = answer["items"]
    assert item["group_name"] == "Cleaners and helpers in offices, hotels and other establishments"
    assert item["languages"] == [{"language": "ca", "level": "A1"}, {"language": "es", "level": "A2"}]
    assert [each["name"] for each in item["skills"]] == ["clean surfaces", "clean rooms"]
    assert (item["listed_on"], item["entitlement_needed"], item["occupation_name"]) == (TODAY.isoformat(), True, None)


def test_whose_an_opening_is_only_its_own_organisation_is_told(store):
    store.list("o1", employer_ref="kitchen 7")
    told = {who: store.get(who=reader(who)).json()["items"][0]["employer_ref"] for who in (FAR, OFI)}
    assert told == {FAR: "kitchen 7", OFI: None}
    assert "kitchen" not in store.get(who=reader(OFI)).text
    assert "kitchen" not in store.get(who=reader("NET", "supervisor")).text


def test_what_does_not_fit_is_set_aside_and_told_to_its_own_organisation(store):
    lost = store.post("OpeningClosed", opening_id="o1", reason="filled")
    assert lost.status == "accepted"
    assert store.get().json()["set_aside"] == [{"event_id": lost.event_id, "reason": "opening_not_open"}]
    assert store.get(who=reader(OFI)).json()["set_aside"] == []


@pytest.mark.parametrize("role", ["auditor", "privacy_officer", "researcher", "ops", "admin", "machine"])
def test_who_has_no_business_with_it_reads_nothing(store, role):
    for path in ("openings", f"pathways/{HERS}/openings", f"pathways/{uuid4()}/openings"):
        assert store.get(path, reader(FAR, role)).status_code == 403


def test_of_a_woman_nothing_is_told_to_whom_nothing_may_be_told(store):
    store.list("o1")
    answers = [
        store.get(f"pathways/{one}/openings", reader(provider)) for one, provider in ((HERS, OFI), (uuid4(), FAR))
    ]
    assert [(each.status_code, each.content) for each in answers] == [(404, answers[0].content)] * 2


def test_beside_her_profile_each_opening_tells_what_it_asks(store):
    store.list("o1", skills=[ROOMS, CLEAN], languages=["es:A1", "ca:A1"], hours_week=25, city="BARCELONA")
    answer = store.get(f"pathways/{HERS}/openings").json()
    OpeningsForHer.model_validate_json(orjson.dumps(answer))
    (item,) = answer["items"]
    assert answer["pathway_id"] == str(HERS)
    assert item["warnings"] == [{"code": "entitlement_absent", "until": None}]
    assert [(each["what"], each["of"], each["name"], each["mark"]) for each in item["requirements"]] == [
        ("language", "ca", None, "nobody_knows"),
        ("language", "es", None, "met"),
        ("skill", CLEAN, "clean surfaces", "met"),
        ("skill", ROOMS, "clean rooms", "missed"),
        ("hours", None, None, "missed"),
        ("city", None, None, "met"),
    ]


def test_only_met_leaves_out_what_is_missed_or_not_known_and_no_warning_does(store):
    store.list("o1", skills=[CLEAN])
    store.list("o2", skills=[ROOMS])
    store.list("o3", eqf_level=2)
    hers = f"pathways/{HERS}/openings"
    assert store.names(hers) == ["o1", "o2", "o3"]
    assert store.names(hers, only_met="true") == ["o1"]


def test_openings_come_by_their_own_dates_and_never_by_fit(store):
    store.list("later", apply_by=(TODAY + timedelta(9)).isoformat(), skills=[CLEAN])
    store.list("open", skills=[CLEAN])
    store.list("soon", apply_by=TODAY.isoformat(), skills=[ROOMS], hours_week=40)
    store.list("soon", reader(OFI), apply_by=TODAY.isoformat(), starts_on=TODAY.isoformat())
    expected = [("soon", OFI), ("soon", FAR), ("later", FAR), ("open", FAR)]
    for path in ("openings", f"pathways/{HERS}/openings"):
        items = store.get(path).json()["items"]
        assert [(item["opening_id"], item["provider_id"]) for item in items] == expected


def test_what_is_looked_for_is_found(store):
    store.list("o1", city="Barcelona", hours_week=20)
    store.list("o2", reader(OFI), kind="course", occupation_group="512", city="Milano", funded_places=3)
    found = {
        (name, value): store.names(**{name: value})
        for name, value in (
            ("kind", "course"), ("city", "barcelona"), ("occupation_group", "51"), ("provider", OFI),
            ("hours_at_most", "20"), ("hours_at_most", "19"), ("funded", "true"), ("funded", "false"),
        )
    }  # fmt: skip
    assert list(found.values()) == [["o2"], ["o1"], ["o2"], ["o2"], ["o1"], [], ["o2"], ["o1", "o2"]]


@pytest.mark.parametrize(
    "query",
    [{"kind": "x"}, {"occupation_group": "cook"}, {"provider": "x y"}, {"hours_at_most": "41"}, {"funded": "so"},
     {"limit": "0"}, {"after": "x"}, {"as_of": "x"}, {"known_at": "x"}],
)  # fmt: skip
def test_what_can_t_be_asked_is_named(store, query):
    for path in ("openings", f"pathways/{HERS}/openings"):
        answer = store.get(path, **query)
        assert (answer.status_code, [each["path"] for each in answer.json()["errors"]]) == (422, [*query])


def test_the_register_can_be_read_as_of_a_day_and_as_known_at_a_moment(store):
    before = datetime.now(UTC)
    store.list("o1", on=TODAY - timedelta(9))
    assert store.names(as_of=(TODAY - timedelta(9)).isoformat()) == []
    assert store.names(as_of=(TODAY - timedelta(8)).isoformat()) == ["o1"]
    assert store.names(known_at=before.isoformat()) == []


def test_pages_hold_every_opening_once(store):
    for number in range(7):
        store.list(f"o{number}", apply_by=(TODAY + timedelta(number % 3)).isoformat())
    for path in ("openings", f"pathways/{HERS}/openings"):
        seen, query = [], {"limit": "2"}
        while True:
            page = store.get(path, **query).json()
            seen += [item["opening_id"] for item in page["items"]]
            if page["next"] is None:
                break
            query = {"limit": "2", "after": page["next"]}
        assert seen == ["o0", "o3", "o6", "o1", "o4", "o2", "o5"]


def test_a_newer_edition_tells_what_an_older_one_let_in(store):
    store.list("o1", skills=[CLEAN])
    store.register._esco.skills = {}
    (item,) = store.get().json()["items"]
    assert item["skills"] == [{"skill": CLEAN, "name": ""}]
