"""How long the command line takes to start, beside `import pandas`: median wall time of fresh processes, in turn."""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -m addin --help": ["-m", "addin", "--help"],
    "python -m addin forms": ["-m", "addin", "forms"],
    'python -c "import pandas"': ["-c", "import pandas"],
}


def seconds(arguments):
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=10)
    repeat = parser.parse_args().repeat
    for arguments in COMMANDS.values():
        seconds(arguments)  # once before, so that every file is in the page cache
    taken = {name: [] for name in COMMANDS}
    for _ in range(repeat):
        for name, arguments in COMMANDS.items():
            taken[name].append(seconds(arguments))
    print(f"median of {repeat} runs")
    for name, runs in taken.items():
        print(f"{name:30}{statistics.median(runs) * 1000:8.0f} ms")


if __name__ == "__main__":
    main()
