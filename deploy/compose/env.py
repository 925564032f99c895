"""Writes `.env` and the key-encryption key for docker-compose.yml, with random secrets: `make env`.

The compose file is the list of what is needed: each `${NAME:?make env}` in it gets a secret of its own.
"""

import os
import re
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEEDED = re.compile(r"\$\{([A-Z_]+):\?make env\}")
CONTAINED = 10001
"""The user of the containers where the files are made by root."""


def write(root: Path) -> list[Path]:
    """Make what is not there yet; refuses, by `FileExistsError`, to touch what is."""
    compose = (root / "docker-compose.yml").read_text()
    owner = os.getuid() or CONTAINED
    settings = {name: secrets.token_urlsafe(32) for name in NEEDED.findall(compose)}
    lines = [f"ARIADNA_UID={owner}", *(f"{name}={settings[name]}" for name in sorted(settings))]
    kek, env = root / "deploy" / "compose" / "secrets" / "kek", root / ".env"
    if found := [path for path in (kek, env) if path.exists()]:
        raise FileExistsError(found[0].name)
    kek.parent.mkdir(mode=0o700, exist_ok=True)
    _put(kek, secrets.token_hex(32))
    if os.getuid() == 0:
        for path in (kek.parent, kek):
            os.chown(path, owner, owner)
    _put(env, "\n".join(lines))
    return [env, kek]


def _put(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text + "\n")


def main() -> None:
    """Exit code 1 if there are secrets already: with others, what is stored could not be read again."""
    try:
        made = write(ROOT)
    except FileExistsError as error:
        sys.exit(f"there is a {error} already, and it stays: what is stored can't be read with another")
    sys.stderr.write(f"made {' and '.join(str(path.relative_to(ROOT)) for path in made)}; keep the key elsewhere too\n")


if __name__ == "__main__":
    main()
