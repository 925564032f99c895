"""What the catalogue of events calls things, in words: a test finds any that is not here."""

import re


def plain(name: str) -> str:
    """An event type, field or code as a sentence to translate: `StepStarted` reads "Step started"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").capitalize()
