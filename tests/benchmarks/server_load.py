"""How long officers wait at a busy server: many press 校验本表 while one consolidates, on this machine alone.

A server with two workers. Each officer presses some times, with pauses of random length between (the same in each run);
the workbook is the published form of Hanyang as Excel's page sends it. Three rounds: the officers alone, the officers
while one consolidates some hundred workbooks again and again, and all officers pressing at the same moment while one
consolidates. A reply that is no list of actions, or says something else than the first one, counts as an error.
"""

import argparse
import asyncio
import json
import os
import random
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")

from addin.demo.run import published_document  # noqa: E402
from addin.demo.split import made_up_roster, split  # noqa: E402
from addin.roster import write_roster  # noqa: E402
from addin.server.tokens import TokenFile  # noqa: E402
from tests.buttons.payload import RemoteExcel  # noqa: E402
from workbook_templates.catalogue import find_form  # noqa: E402
from workbook_templates.writing import fill  # noqa: E402

FORM = "wuhan-target-2024"
WORKERS = 2
LONGEST = 300.0
"""Seconds after which a reply is not waited for."""


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--presses", type=int, default=4)
    parser.add_argument("--pause", type=float, default=10.0, help="seconds between two presses, at most twice this")
    parser.add_argument("--units", type=int, default=200)
    return parser.parse_args()


class Work:
    """What is sent: the open workbook, and the workbooks to consolidate."""

    def __init__(self, folder, units):
        source = find_form(FORM)
        form, template, published = source.load(), source.template(), published_document(FORM)
        excel = RemoteExcel(fill(form, template, published))
        self.book = json.dumps(excel.payload(), ensure_ascii=False, default=str).encode()
        roster = made_up_roster(published.unit, units)
        write_roster(roster, folder / "roster.xlsx")
        files = [(document.unit.code, fill(form, template, document)) for document in split(form, published, roster)]
        self.files = [("workbooks", (f"{code}.xlsx", data)) for code, data in files]
        self.files.append(("roster", ("roster.xlsx", (folder / "roster.xlsx").read_bytes())))


@contextmanager
def serving(data):
    """A server with its workers; its address, a token and whom to trust."""
    secret, _ = TokenFile(data).add("benchmark", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "addin", "addin", "serve", "--data", data, "--port", str(port)]
    with (data / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--workers", str(WORKERS)], cwd=ROOT, stdout=log, stderr=log)
        try:
            trust = wait(data, port)
            yield f"https://localhost:{port}", {"Authorization": f"Bearer {secret}"}, trust
        finally:
            process.terminate()
            process.wait()


def wait(data, port):
    for _ in range(600):
        try:
            trust = ssl.create_default_context(cafile=data / "certificate.pem")
            if httpx.get(f"https://localhost:{port}/jibiao/health", verify=trust, trust_env=False).is_success:
                time.sleep(5)  # the other worker
                return trust
        except (OSError, httpx.TransportError):
            time.sleep(0.2)
    sys.exit((data / "log").read_text(encoding="utf-8"))


class Round:
    """Officers at work, and what they saw."""

    def __init__(self, server, work, chosen):
        self.url, self.headers, self.trust = server
        self.work, self.chosen = work, chosen
        self.seconds, self.consolidations, self.errors = [], [], []
        self.consolidated = asyncio.Event()
        self.expected = None

    def client(self):
        return httpx.AsyncClient(
            base_url=self.url, headers=self.headers, verify=self.trust, timeout=LONGEST, trust_env=False
        )

    async def press(self, client):
        start = time.perf_counter()
        try:
            answer = await client.post("/jibiao/press/validate_form", files={"book": ("b.json", self.work.book)})
            reply = answer.json()
            self.expected = self.expected or reply
            if answer.status_code != 200 or not reply["actions"] or reply != self.expected:
                self.errors.append(answer.text[:200])
        except httpx.HTTPError as error:
            self.errors.append(repr(error))
        self.seconds.append(time.perf_counter() - start)

    async def officer(self, number, presses, pause):
        pauses = random.Random(number)
        async with self.client() as client:
            for _ in range(presses):
                await asyncio.sleep(pauses.uniform(0, 2 * pause))
                await self.press(client)

    async def consolidate(self):
        async with self.client() as client:
            while True:
                start = time.perf_counter()
                answer = await client.post("/jibiao/consolidate", files=self.work.files)
                if "done" not in json.loads(answer.text.splitlines()[-1]):
                    self.errors.append(answer.text[-200:])
                self.consolidations.append(time.perf_counter() - start)
                self.consolidated.set()

    async def run(self, *, at_once=False, beside=False):
        presses, pause = (1, 0) if at_once else (self.chosen.presses, self.chosen.pause)
        other = asyncio.create_task(self.consolidate()) if beside else None
        if beside:
            await asyncio.sleep(2)  # it is at work
        await asyncio.gather(*(self.officer(number, presses, pause) for number in range(self.chosen.officers)))
        if other:
            first = asyncio.create_task(self.consolidated.wait())
            await asyncio.wait([other, first], return_when=asyncio.FIRST_COMPLETED)
            other.cancel()
        return self


def line(name, done):
    cuts = statistics.quantiles(done.seconds, n=100, method="inclusive")
    taken = "".join(f"{seconds:9.2f}" for seconds in (cuts[49], cuts[94], max(done.seconds)))
    others = ", ".join(f"{seconds:.1f} s" for seconds in done.consolidations)
    return f"{name:44}{len(done.seconds):8}{taken}{len(done.errors):8}   {others}"


def main():
    chosen = options()
    with tempfile.TemporaryDirectory() as path:
        sys.stderr.write(f"filling {chosen.units} workbooks\n")
        work = Work(Path(path), chosen.units)
        with serving(Path(path)) as server:
            rounds = {
                "warming up": {"at_once": True},
                "(a) officers, with pauses": {},
                "(b) the same, one consolidates": {"beside": True},
                "(c) all at the same moment, one consolidates": {"at_once": True, "beside": True},
            }
            lines = []
            for name, how in rounds.items():
                sys.stderr.write(f"{name}\n")
                done = asyncio.run(Round(server, work, chosen).run(**how))
                lines.append(line(name, done))
                for error in done.errors[:3]:
                    sys.stderr.write(f"{error}\n")
    size = len(work.book) // 1024
    print(f"{chosen.officers} officers, {size} KB a press, {chosen.units} workbooks, {WORKERS} workers")
    print(f"{'seconds':44}{'presses':>8}{'p50':>9}{'p95':>9}{'longest':>9}{'errors':>8}   consolidations")
    print("\n".join(lines[1:]))


if __name__ == "__main__":
    main()
