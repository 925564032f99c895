"""The AsyncAPI documents of all services as files: `python -m deploy.asyncapi` renews those in `docs/asyncapi`."""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import orjson

from deploy.databases import BESIDE
from deploy.openapi import WRITTEN
from deploy.wiring import SERVICES
from shared.kafka.specification import document

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "asyncapi"


def hears(service: str) -> Iterable[str]:
    """The services that this one hears."""
    heard: Iterable[str] = import_module(f"services.{service}.subscribers").HEARS
    return heard


def documents() -> dict[str, bytes]:
    """Each document by the name of its service, its keys sorted."""
    return {name: orjson.dumps(document(name, hears(name), beside(name)), option=WRITTEN) for name in SERVICES}


def beside(service: str) -> Iterable[str]:
    """The logs beside its own that other services hear."""
    heard = {source for name in SERVICES for source in hears(name)} - SERVICES.keys()
    return sorted(source for source in heard if BESIDE.get(source) == service)


def write(folder: Path = FOLDER) -> None:
    """Renew the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in documents().items():
        (folder / f"{name}.json").write_bytes(made)


if __name__ == "__main__":
    write()
