"""A witness keeps what follows, and puts down the evidence of what does not: a fork, a cut, an older copy."""

import json
import shutil
from contextlib import contextmanager
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy import witness
from deploy.cli import witness as command
from deploy.witness import Answer, Away, KeptBroken, Witness
from shared.chain import note
from shared.chain.checkpoint import parse_and_verify
from shared.errors import HistoryChanged, problem_details
from shared.signing import signing_key
from shared.store.signed import SignedLog
from tests.deploy.command import ariadna
from tests.services.stored import embedded, put
from tests.services.stored import event as made
from tests.shared.asked import Asked

LOG = "ariadna/intake"
LOGS = ("intake", "employment", "pathway", "notifications", "intake-reads", "employment-reads", "reads", "notices")
DAY = date(2026, 2, 3)
PATHWAY = "5b7c1f3e-2d0a-4c39-9a52-0f6f6d8e1a11"


class Installation:
    """An installation, asked in this process by an auditor, and what it answers."""

    def __init__(self, ariadna):
        self.ariadna = ariadna
        self._asked = Asked(ariadna.app())
        self.instead = {}

    def __call__(self, path, query):
        what = path.rpartition("/")[2]
        if what in self.instead:
            return self.instead[what]
        signed = {"authorization": f"Bearer {self.ariadna.signer.issue('AUDIT', 'auditor')}"}
        answer = self._asked.get(path, params=dict(query), headers=signed)
        return Answer(answer.status_code, answer.json())

    def post(self, count):
        events = [
            made("NeedIdentified", PATHWAY, DAY, need_id=f"n{n}", dimension="housing", voiced_by="her")
            for n in range(count)
        ]
        put(self.ariadna, *events, carry=False)

    @property
    def vkeys(self):
        return list(self.ariadna.checkpoints.vkeys().values())

    def checkpoint(self):
        return self("/intake/v1/audit/checkpoint", {})


@contextmanager
def installed(data):
    with embedded(data) as ariadna:
        yield Installation(ariadna)


@pytest.fixture
def log(tmp_path):
    with installed(tmp_path / "data") as installation:
        installation.post(5)
        yield installation


@pytest.fixture
def keep(tmp_path):
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


@pytest.fixture
def watch(log, keep):
    return Witness(log, keep, log.vkeys, "partner.example/w1", now=lambda: 1_790_000_000)


def copied(tmp_path, log, name="other"):
    """The installation's folder as it is now, with its keys."""
    shutil.copytree(log.ariadna.data, tmp_path / name)
    return tmp_path / name


def elsewhere(watch, ask):
    """The same witness, who is answered by another."""
    watch._ask = ask
    return watch


def test_what_follows_is_kept_and_signed_by_the_witness_too(watch, log, keep):
    for size in (5, 7, 300, 300):
        log.post(size - log.ariadna.services["intake"].log.position())
        assert watch.look(LOG) == (size, None)
        kept = (keep / "intake.checkpoint").read_text()
        name, key = note.read_vkey(watch.vkey, note.COSIGNATURE)
        assert note.cosigned_at(kept, name, key) == 1_790_000_000
        assert parse_and_verify(kept, *note.read_vkey(log.vkeys[0])).size == size


def test_every_log_of_an_installation_is_watched(watch):
    assert watch.logs == [f"ariadna/{name}" for name in LOGS]
    assert [watch.look(log).finding for log in watch.logs] == [None] * len(LOGS)


@pytest.mark.promise("I3")
def test_two_trees_of_one_size_are_put_down_with_both_signatures(watch, log, keep, tmp_path):
    data = copied(tmp_path, log)
    log.post(10)
    watch.look(LOG)
    with installed(data) as other:
        other.post(10)
        found = elsewhere(watch, other).look(LOG).finding
    assert found == (witness.FORKED, keep / "intake.evidence.json")
    told = json.loads(found.evidence.read_text())
    trees = [parse_and_verify(told[which], *note.read_vkey(log.vkeys[0])) for which in ("kept", "seen")]
    assert trees[0].size == trees[1].size == 15
    assert trees[0].root != trees[1].root
    assert told["at"] == 1_790_000_000


@pytest.mark.promise("I3")
@pytest.mark.parametrize(("more", "what"), [(2, witness.CUT), (40, witness.CHANGED)])
def test_an_older_copy_is_told_however_much_is_added_to_it(watch, log, keep, tmp_path, more, what):
    data = copied(tmp_path, log)
    log.post(10)
    watch.look(LOG)
    kept = (keep / "intake.checkpoint").read_text()
    with installed(data) as other:
        other.post(more)
        assert elsewhere(watch, other).look(LOG).finding.what == what
    assert (keep / "intake.checkpoint").read_text() == kept


def test_an_older_checkpoint_of_the_same_log_follows_and_takes_nothing_back(watch, log, keep):
    older = log.checkpoint()
    log.post(10)
    watch.look(LOG)
    kept = (keep / "intake.checkpoint").read_text()
    log.instead = {"checkpoint": older}
    assert watch.look(LOG) == (5, None)
    assert (keep / "intake.checkpoint").read_text() == kept


@pytest.mark.parametrize("proof", [[], ["AAAA"], ["*"], [7], None, ["A" * 43 + "="]])
def test_a_proof_that_does_not_hold_is_told(watch, log, proof):
    watch.look(LOG)
    log.post(1)
    log.instead = {"consistency": Answer(200, {"from": 5, "to": 6, "proof": proof})}
    assert watch.look(LOG).finding.what == witness.CHANGED


def test_a_checkpoint_by_another_key_is_told(watch, log):
    mine = SignedLog(log.ariadna.services["intake"].log, Ed25519PrivateKey.generate())
    log.instead = {"checkpoint": Answer(200, {"checkpoint": mine.checkpoint()})}
    assert watch.look(LOG).finding.what == witness.BROKEN


def test_a_log_that_says_itself_that_its_history_was_changed_is_told(watch, log):
    watch.look(LOG)
    with log.ariadna.services["intake"].log.writing() as cursor:
        cursor.execute("UPDATE stored_events SET link = (SELECT link FROM stored_events WHERE position = 1)")
    assert log.checkpoint() == (500, problem_details(HistoryChanged()))
    assert watch.look(LOG).finding.what == witness.SAID_SO


def test_where_there_is_evidence_nothing_is_looked_at_again(watch, log, keep):
    evidence = keep / "intake.evidence.json"
    evidence.write_text("{}")
    assert watch.look(LOG).finding.evidence == evidence
    assert not (keep / "intake.checkpoint").exists()
    assert watch.look("ariadna/pathway").finding is None


def test_what_was_kept_and_changed_since_is_not_taken_for_what_was_seen(watch, log, keep):
    watch.look(LOG)
    kept = keep / "intake.checkpoint"
    text = kept.read_text()
    for wrong in (log.checkpoint().said["checkpoint"], text.replace("\n5\n", "\n4\n"), "", text[:-10] + "\n"):
        kept.write_text(wrong or "\n")
        with pytest.raises(KeptBroken):
            watch.look(LOG)


@pytest.mark.parametrize("answer", [Answer(500, {"type": "/problems/not_foreseen"})])
def test_an_error_of_the_server_is_no_evidence(watch, log, answer):
    watch.look(LOG)
    log.instead = {"checkpoint": answer}
    with pytest.raises(Away):
        watch.look(LOG)
    log.instead = {"consistency": answer}
    log.post(1)
    with pytest.raises(Away):
        watch.look(LOG)


def test_a_log_that_does_not_answer_is_tried_again_and_then_the_command_fails(log, keep, tmp_path, monkeypatch):
    token = tmp_path / "token"
    token.write_text("none")
    waited = []
    monkeypatch.setattr(command.time, "sleep", waited.append)
    said = ("witness", "--from", "http://127.0.0.1:9", "--keep", keep, "--token-file", token, "--once")
    told = ariadna(*said, "--key", log.vkeys[0])
    assert told.code == 1
    assert waited == [1, 2, 4, 8]
    assert "does not answer" in told.err
    assert ariadna(*said, "--key", "no key").code == 2


def test_the_keys_to_agree_on_are_printed(store, keep):
    told = ariadna("checkpoint", "--keys", "--data", store)
    names = [note.read_vkey(line)[0] for line in told.out.split()]
    assert names == [f"ariadna/{name}" for name in LOGS]
    assert note.read_vkey(told.out.split()[0])[1] == signing_key(store / "keys" / "checkpoints.pem").public_key()


def test_only_who_watches_is_told(log):
    asked = Asked(log.ariadna.app())
    for role, status in (("auditor", 200), ("supervisor", 200), ("worker", 403), ("ops", 403), ("researcher", 403)):
        signed = {"authorization": f"Bearer {log.ariadna.signer.issue('BCN-FAR', role)}"}
        for path, query in (("checkpoint", {}), ("consistency", {"from": 1, "to": 4})):
            answer = asked.get(f"/intake/v1/audit/{path}", params=query, headers=signed)
            assert answer.status_code == status, (role, path)
