"""Programs of the machine that a test runs. Where one is missing the session says so; in CI that is a failure."""

import os
import shutil
import subprocess

import pytest


def tool(name):
    """The path of a program; skips, aloud, where it is missing, and fails with CI=true."""
    if found := shutil.which(name):
        return found
    left_out = f"LEFT OUT: {name} is not on this machine (make tools)"
    if os.environ.get("CI") == "true":
        pytest.fail(left_out)
    return pytest.skip(left_out)


def run(name, *arguments, cwd=None):
    """What a program said, on both outputs, and its exit code."""
    done = subprocess.run([tool(name), *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr
