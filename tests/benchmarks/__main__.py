"""`python -m tests.benchmarks`: the goals beside their peers, in one run."""

import json
import time
from argparse import ArgumentParser, Namespace

from rich.console import Console

from tests.benchmarks import asking, consuming, ingesting, opening, posting, rebuilding, report, visibility
from tests.benchmarks.contract import ours
from tests.benchmarks.figures import Figure
from tests.benchmarks.sizes import Sizes

GOALS = {
    "F1": posting.singles,
    "F2": posting.streams,
    "F3": ingesting.ingests,
    "F4": consuming.consumes,
    "F7": rebuilding.rebuilds,
    "F8": visibility.visible,
    "F11": opening.opens,
    "C1": asking.asks,
}
FULL, FULL_ASKED, FULL_LISTED = 1_000_000, 20_000, 100_000
EPILOG = "Stores lie in TMPDIR: let that be a real disk, for what is durable in memory costs nothing."


def arguments() -> Namespace:
    standard = Sizes()
    parser = ArgumentParser(prog="python -m tests.benchmarks", description=__doc__, epilog=EPILOG)
    parser.add_argument("--only", choices=sorted(GOALS), action="append", help="one goal; may be given again")
    parser.add_argument("--rounds", type=int, default=standard.rounds)
    parser.add_argument("--seconds", type=float, default=standard.seconds, help="of single posts, a run")
    parser.add_argument("--ingest", type=int, default=standard.ingest, help="events a run of F2")
    parser.add_argument("--appended", type=int, default=standard.appended, help="events a run of F3")
    parser.add_argument("--events", type=int, default=standard.events, help="events rebuilt in F7")
    parser.add_argument("--listed", type=int, default=standard.listed, help="pathways under the lists of F11")
    parser.add_argument("--pathways", type=int, default=standard.asked, help="asked about in C1 and C2")
    parser.add_argument(
        "--full",
        action="store_true",
        help=f"F7 with {FULL:,} events, C1 and C2 on {FULL_ASKED:,} pathways, F11 on {FULL_LISTED:,}",
    )
    parser.add_argument("--seed", default=standard.seed)
    parser.add_argument("--peers-only", action="store_true", help="without our own side")
    parser.add_argument("--json", action="store_true", help="figures on standard output, nothing else")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    sizes = Sizes(
        rounds=asked.rounds, seconds=asked.seconds, ingest=asked.ingest, appended=asked.appended, seed=asked.seed,
        events=FULL if asked.full else asked.events,
        asked=FULL_ASKED if asked.full else asked.pathways,
        listed=FULL_LISTED if asked.full else asked.listed,
    )  # fmt: skip
    progress = Console(stderr=True)
    side = None if asked.peers_only else ours()
    begun = time.monotonic()
    figures: list[Figure] = []
    with progress.status("the load generator"):
        figures += posting.generator(sizes)
    for goal in asked.only or GOALS:
        with progress.status(goal):
            figures += GOALS[goal](sizes, side)
    seconds = time.monotonic() - begun
    if asked.json:
        print(json.dumps(report.as_json(figures, sizes, seconds), indent=2))
    else:
        report.show(figures, sizes, seconds, Console())


if __name__ == "__main__":
    main()
