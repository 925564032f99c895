"""The European classification of occupations and skills (ESCO) and its groups (ISCO-08): which codes there are.

A skill or an occupation is named by the id at the end of its address, a group by its one to four digits. The lists
lie in this folder; `ARIADNA_ESCO` names another one, with a newer edition in the same form. What may be done with
them is in `NOTICE.txt`.
"""

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from shared.errors import Problem, Refusal, WrongSetting

FOLDER: Final = "ARIADNA_ESCO"
SUMS: Final = "sums.txt"
FIT: Final = "a folder with groups.txt, occupations.txt and skills.txt as its sums.txt says (as sha256sum writes it)"
Names = Mapping[str, str]


class UnknownOccupation(Refusal):
    """There is no such occupation, or group of occupations."""

    status, code = 422, "unknown_occupation"


class UnknownSkill(Refusal):
    """There is no such skill."""

    status, code = 422, "unknown_skill"


class Esco:
    """One edition: English names by code; empty where a code has none that is shown."""

    def __init__(self, folder: Path) -> None:
        """`WrongSetting` where a list is missing, or not as its sum says."""
        sums = _sums(folder)
        self.groups = _names(folder, "groups.txt", sums)
        self.occupations = _names(folder, "occupations.txt", sums)
        self.skills = _names(folder, "skills.txt", sums)

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The edition that the environment names, or the one that comes along."""
        return cls(Path(environment.get(FOLDER) or Path(__file__).parent))

    def skill(self, code: str, path: str = "skill") -> str:
        """The name of a skill; `UnknownSkill` names `path`."""
        return self.known_skills([code], path)[0]

    def known_skills(self, codes: Iterable[str], path: str) -> list[str]:
        """The names of skills, all known; `UnknownSkill` names `path`."""
        try:
            return [self.skills[code] for code in codes]
        except KeyError:
            raise UnknownSkill(Problem(path, "unknown_skill", "must be the id of an ESCO skill")) from None

    def occupation(self, code: str, path: str = "occupation") -> str:
        """The name of an occupation, or of a group of ISCO-08; `UnknownOccupation` names `path`."""
        found = self.groups.get(code) if code.isdigit() else self.occupations.get(code)
        if found is None:
            wanted = "must be the id of an ESCO occupation, or one to four digits of an ISCO-08 group"
            raise UnknownOccupation(Problem(path, "unknown_occupation", wanted))
        return found

    def name(self, code: str) -> str:
        """The name of whatever has this code; empty for what an earlier edition knew and this one does not."""
        return self.skills.get(code) or self.occupations.get(code) or self.groups.get(code, "")


def _sums(folder: Path) -> Mapping[str, str]:
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
        return {name: digest for digest, name in (line.split() for line in lines)}
    except (OSError, ValueError):
        raise WrongSetting(FOLDER, FIT) from None


def _names(folder: Path, name: str, sums: Mapping[str, str]) -> Names:
    try:
        raw = (folder / name).read_bytes()
    except OSError:
        raise WrongSetting(FOLDER, FIT) from None
    if sha256(raw).hexdigest() != sums.get(name):
        raise WrongSetting(FOLDER, FIT)
    return {code: said for code, _, said in (line.partition("\t") for line in raw.decode().splitlines())}
