"""An organisation's own label of a pathway: set, read by nobody else, and nothing that could tell who she is."""

from uuid import UUID, uuid4

import orjson
import pytest

from services.intake.labels import Labels
from shared.access import Reader
from shared.errors import NotWellFormed, UnknownPathway
from shared.grants import Grants
from shared.keys import KeyRing, key_encryption_key
from shared.store.log import Log
from tests.shared.store.conftest import FAR, at_rest, posted

PSI = Reader("BCN-PSI", "worker", "st_9", "token", 0)


@pytest.fixture
def opened(tmp_path, place):
    keys = KeyRing(place("keys"), key_encryption_key(tmp_path / "kek"))
    grants = Grants(keys, opens=True)
    log = Log(place("intake"), keys, grants)
    pathway_id = uuid4()
    log.post([posted(str(pathway_id))])
    yield Labels(log, grants, keys), pathway_id
    log.close()
    keys.close()


def label(text):
    return orjson.dumps({"label": text})


def test_a_label_is_read_by_who_set_it(opened):
    labels, pathway_id = opened
    labels.put(pathway_id, label("file 17/26"), FAR)
    labels.put(pathway_id, label("file 18/26"), FAR)
    assert labels.get(pathway_id, FAR).label == "file 18/26"


def test_nobody_else_reads_or_sets_it(opened):
    labels, pathway_id = opened
    labels.put(pathway_id, label("file 17/26"), FAR)
    with pytest.raises(UnknownPathway):
        labels.get(pathway_id, PSI)
    with pytest.raises(UnknownPathway):
        labels.put(pathway_id, label("mine"), PSI)


def test_a_pathway_without_a_label_answers_like_none(opened):
    labels, pathway_id = opened
    with pytest.raises(UnknownPathway):
        labels.get(pathway_id, FAR)
    with pytest.raises(UnknownPathway):
        labels.get(UUID(int=1), FAR)


@pytest.mark.parametrize("text", ["Fictitious Name", "600 123 456", "somebody@example.org", "12/03/1999"])
def test_what_looks_like_a_person_is_refused(opened, text):
    labels, pathway_id = opened
    with pytest.raises(NotWellFormed) as refused:
        labels.put(pathway_id, label(text), FAR)
    assert [(each.path, each.code) for each in refused.value.errors] == [("label", "looks_identifying")]


@pytest.mark.parametrize(("raw", "path", "code"), [(b"{}", "label", "missing"), (label(""), "label", "too_short")])
def test_a_malformed_label_names_its_field(opened, raw, path, code):
    labels, pathway_id = opened
    with pytest.raises(NotWellFormed) as refused:
        labels.put(pathway_id, raw, FAR)
    assert [(each.path, each.code) for each in refused.value.errors] == [(path, code)]


def test_a_label_is_not_readable_at_rest(opened, place):
    labels, pathway_id = opened
    labels.put(pathway_id, label("SECRETLABEL"), FAR)
    assert b"SECRETLABEL" not in at_rest(place("intake"))
