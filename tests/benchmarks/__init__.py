"""Ariadna beside its peers: F1, F2 and F7 of the goals, in one run, as ratios of medians.

`python -m tests.benchmarks` prints a table, with `--json` the figures; `contract.py` says what `ours.py`
has to offer. Only ratios inside one run mean anything, and differences under 1.5 times are noise.
"""
