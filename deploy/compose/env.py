"""Writes `.env` and the keys for docker-compose.yml, with random secrets: `make env`.

The compose file is the list of what is needed: each `${NAME:?make env}` in it gets a secret of its own.
"""

import os
import re
import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.signing import signing_key

ROOT = Path(__file__).resolve().parents[2]
NEEDED = re.compile(r"\$\{([A-Z_]+):\?make env\}")
CONTAINED = 10001
"""The user of the containers where the files are made by root."""


def write(root: Path) -> list[Path]:
    """Make `.env`, what encrypts the keys and what signs; `FileExistsError` if any of these is there already."""
    folder = root / "deploy" / "compose" / "secrets"
    env, kek, notices = root / ".env", folder / "kek", folder / "notices.kek"
    tokens, public, checkpoints = (folder / f"{name}.pem" for name in ("tokens", "tokens.public", "checkpoints"))
    if found := [path for path in (env, kek, notices, tokens, public, checkpoints) if path.exists()]:
        raise FileExistsError(found[0].name)
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = os.getuid() or CONTAINED
    for each in (kek, notices):
        _put(each, secrets.token_hex(32))
    signing_key(checkpoints)
    key = signing_key(tokens).public_key()
    _put(public, key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode().strip())
    if os.getuid() == 0:
        for path in (folder, kek, notices, tokens, public, checkpoints):
            os.chown(path, owner, owner)
    _put(env, "\n".join(_settings((root / "docker-compose.yml").read_text(), owner)))
    return [env, kek, notices, tokens, public, checkpoints]


def _settings(compose: str, owner: int) -> list[str]:
    names = sorted(set(NEEDED.findall(compose)))
    return [f"ARIADNA_UID={owner}", *(f"{name}={secrets.token_urlsafe(32)}" for name in names)]


def _put(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text + "\n")


def main() -> None:
    """Exit code 1 if there are secrets already: with others, what is stored could not be read again."""
    try:
        made = write(ROOT)
    except FileExistsError as error:
        sys.exit(f"there is a {error} already, and it stays: what is stored can't be read with another")
    sys.stderr.write(
        f"made {' and '.join(str(path.relative_to(ROOT)) for path in made)}; keep both of kek elsewhere too\n"
    )


if __name__ == "__main__":
    main()
