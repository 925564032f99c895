"""Programs and rights of the machine that a test needs. Where one is missing the session says so at its end."""

import os
import shutil
import subprocess
from typing import NoReturn

import pytest

from tests.summary import LEFT_OUT


def left_out(reason: str, also_in_ci: bool = False) -> NoReturn:
    """Skip aloud: the summary names it. With CI=true it is a failure, unless CI may be without it too."""
    if os.environ.get("CI") == "true" and not also_in_ci:
        pytest.fail(f"{LEFT_OUT}: {reason}")
    pytest.skip(f"{LEFT_OUT}: {reason}")


def tool(name):
    """The path of a program; skips, aloud, where it is missing, and fails with CI=true."""
    return shutil.which(name) or left_out(f"{name} is not on this machine (make tools)")


def run(name, *arguments, cwd=None):
    """What a program said, on both outputs, and its exit code."""
    done = subprocess.run([tool(name), *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr
