"""What the benchmarks share: their options and the table of what each way took."""

import argparse
import statistics


def options(description):
    """How many units, and how many rounds."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=3)
    return parser.parse_args()


def table(seconds, units, what, each, agree):
    """Lines with the median of each way, the first one being the measure of the others."""
    base = statistics.median(next(iter(seconds.values())))
    rounds = len(next(iter(seconds.values())))
    yield f"{units} {what}, median of {rounds} rounds; {agree}"
    yield f"{'':42}{'seconds':>9}{each:>11}{'times (a)':>11}"
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        yield f"{name:42}{middle:9.2f}{middle / units * 1000:11.1f}{middle / base:11.2f}"
