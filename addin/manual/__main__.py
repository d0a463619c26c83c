"""`python -m addin.manual`: names the pages that are out of date; with `--write` it makes them anew."""

from __future__ import annotations

import sys

from addin.manual.parts import stale_pages, write_pages


def main(arguments: list[str]) -> int:
    """Checks or writes the pages; the exit status."""
    if arguments == ["--write"]:
        write_pages()
        return 0
    stale = stale_pages()
    sys.stdout.writelines(f"{path.name}\n" for path in stale)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
