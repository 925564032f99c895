"""What follows from the code in the papers of data protection: `python -m deploy.privacy` renews it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from deploy.checkpoints import EVERY_EVENTS, EVERY_SECONDS
from deploy.kafka.declared import Declared
from services.pathway.rules import months_kept, packs
from shared.contracts import FACTS, FAMILIES
from shared.contracts.public import model_of
from shared.facts import Fact
from shared.sessions import LONGEST

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "privacy"
MADE = "<!-- What follows is made by `make privacy` from the code: change that, not this. -->\n"
STREAMS = {"pathway": "a woman", "provider": "an organisation", "recipient": "a member of staff"}


def write(folder: Path = FOLDER) -> None:
    """Renew what is made in each paper; what people wrote above it stays."""
    for name, made in papers().items():
        path = folder / name
        written = path.read_text(encoding="utf-8").partition(MADE)[0]
        path.write_text(f"{written}{MADE}\n{made}", encoding="utf-8")


def papers() -> dict[str, str]:
    """What is made of each paper, by the name of its file."""
    return {"processing.md": processing(), "retention.md": retention()}


def processing() -> str:
    """What is processed (GDPR 30(1)(c)): every type of event with each of its fields, by family."""
    return "\n".join(_family(family) for family in FAMILIES)


def retention() -> str:
    """How long what is kept (GDPR 30(1)(f)), with the figures that the code goes by."""
    months = months_kept(packs())
    agreed = f"{months} months after closing" if months else "**not agreed yet**: no reminder comes (P-14 is off)"
    days = Declared.read().retention_days
    minutes = -(-EVERY_SECONDS // 60)
    rows = (
        ("her history, in every log", agreed, "her key is destroyed: erasure decided by two privacy officers"),
        ("the overview's rows and tasks of her", "as her history", "made anew from the logs; gone with her key"),
        ("what notifications was told of her", "as her history", "its own key is destroyed with hers"),
        ("events on the brokers", f"{days} days", "deleted by the brokers; sealed, so unreadable from her erasure on"),
        ("dead letters", f"{days} days", "deleted by the brokers; sealed by a key of the installation"),
        ("an organisation's windows, services, attestations", "as long as any history refers to them", "its key"),
        ("who read what of her", "no term is agreed yet: kept", "its own key; an erasure of hers leaves it"),
        ("a decision to erase", "without end", "names nobody: a keyed hash, who decided, when"),
        ("sessions of the pages", f"{LONGEST // 3600} hours at most", "forgotten as they end; sealed by the cookie"),
        ("checkpoints", "without end", "hold counts and hashes: nothing of anybody"),
        ("a checkpoint is signed", f"every {minutes} minutes or {EVERY_EVENTS:,} events", "-"),
        ("backups", "as the operator decides, not longer than her history", "the ledger of erasures is replayed"),
        ("refused rows of imports", "until somebody mends and removes them", "by hand: `imports/` holds what was sent"),
        ("metrics", "as Prometheus is told", "count, and tell of nobody"),
    )
    return _table(("what", "how long", "how it ends"), rows)


def _family(family: ModuleType) -> str:
    rows = (_row(name, fact) for name, fact in FACTS.items() if fact.__module__ == family.__name__)
    return f"## {_first_line(family)}\n\n" + _table(("type", "what it says", "about", "posted by", "fields"), rows)


def _row(name: str, fact: type[Fact]) -> tuple[str, ...]:
    about = STREAMS[fact.stream] + (", stays in its service" if fact.local else "")
    who = fact.posted_by.replace("same", "as the line before")
    return f"`{name}`", _first_line(fact), about, who, "; ".join(_fields(fact)) or "none"


def _first_line(documented: ModuleType | type) -> str:
    return (documented.__doc__ or "").partition("\n")[0].removesuffix(".")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    told = [list(head), *map(list, rows)]
    told.insert(1, ["---"] * len(told[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in told) + "\n"


def _fields(fact: type[Fact]) -> Iterator[str]:
    schema = model_of(fact).model_json_schema()
    needed = schema.get("required", ())
    for name, told in schema["properties"].items():
        yield f"`{name}`{'' if name in needed else '?'} {_kind(told)}"


def _kind(told: Mapping[str, Any]) -> str:
    """What may stand in a field, in a word or two, by its JSON schema."""
    if "anyOf" in told:
        return " or ".join(_kinds(told["anyOf"]))
    if "enum" in told:
        return f"code of {len(told['enum'])}"
    if "const" in told:
        return f"always {told['const']}".lower()
    match told.get("type"):
        case "array":
            return f"list of {_kind(told['items'])}"
        case "object":
            return f"fields with {_kind(told['additionalProperties'])}"
        case "boolean":
            return "yes or no"
        case "integer" | "number":
            return "number"
    if told.get("format"):
        return {"date": "day", "date-time": "moment"}[told["format"]]
    return f"text up to {told['maxLength']}" if "maxLength" in told else "reference"


def _kinds(options: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(_kind(each) for each in options if each.get("type") != "null"))


if __name__ == "__main__":
    write()
