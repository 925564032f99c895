"""The policies of access as files: who may read what, in Cedar, with the schema that they are checked against."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from shared.policies import Policies, Texts


def texts(folder: Traversable | None = None) -> Texts:
    """The files as they lie in a folder, this one unless another is named; the policies in the order of their names."""
    here = folder or files(__name__)
    parts = sorted((part for part in here.iterdir() if part.name.endswith(".cedar")), key=lambda part: part.name)
    return Texts(
        "\n".join(part.read_text(encoding="utf-8") for part in parts),
        (here / "schema.cedarschema").read_text(encoding="utf-8"),
        (here / "roles.json").read_text(encoding="utf-8"),
    )


def load() -> Policies:
    """The policies in force."""
    return Policies(texts())
