"""Kafka's jars, fetched by Maven once for each version of the Maven file."""

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

POM = Path(__file__).with_name("pom.xml")
NEEDED = ("java", "mvn")


def missing() -> list[str]:
    """The programs that are needed and not on this machine."""
    return [program for program in NEEDED if not shutil.which(program)]


def jars() -> Path:
    """The folder that holds them; the first call takes some seconds and the network."""
    folder = Path(gettempdir()) / f"ariadna-kafka-{os.getuid()}-{sha256(POM.read_bytes()).hexdigest()[:12]}"
    if not folder.exists():
        being_made = folder.with_name(f"{folder.name}.{os.getpid()}")
        target = f"-DoutputDirectory={being_made}"
        command = ["mvn", "-B", "-q", "-f", str(POM), "dependency:copy-dependencies", target, "-DincludeScope=runtime"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        _put_in_place(being_made, folder)
    return folder


def version() -> str:
    """The version of Kafka that these jars are."""
    return next(jars().glob("kafka-clients-*.jar")).stem.removeprefix("kafka-clients-")


def _put_in_place(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:  # another process was first
        shutil.rmtree(made)
