"""Ariadna beside its peers: the goals that its speed is held to, in one run, as ratios of medians.

`python -m tests.benchmarks` prints a table, with `--json` the figures; `contract.py` says what `ours.py`
has to offer. Only ratios inside one run mean anything, and differences under 1.5 times are noise.
"""
