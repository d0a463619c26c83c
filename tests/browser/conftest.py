"""Excel in a browser: Chromium with the real page, Microsoft's client library, the real server, a real workbook."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import traceback
from base64 import b64encode
from pathlib import Path
from urllib.request import urlopen

import pytest

from addin.batch import consolidate_folder
from tests.browser.batch import Batch
from tests.browser.services import Root, services
from tests.workbooks import made_up_units, published_workbook
from workbook_templates.catalogue import find_form
from workbook_templates.ooxml import Package, remove_sheet

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_HOST = "?_host_Info=Excel$Web$16.00$zh-CN$$$$3"
_SECONDS = 180
_FAKE = Path(__file__).with_name("fake_host.js")


class Server:
    """The server add-in as an administrator starts it, on loopback, with two users."""

    def __init__(self, folder, port=None):
        self.folder, self.port = folder, port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = None
        self.tokens = {name: self._command("tokens", "add", name).stdout.strip() for name in ("张三", "李四")}

    def _environment(self):
        return {**os.environ, "XLWINGS_LICENSE_KEY": "noncommercial", "JIBIAO_SERVER_TLS": "false",
                "JIBIAO_SERVER_DATA": str(self.folder)}  # fmt: skip

    def _arguments(self, *words):
        return [sys.executable, "-m", "addin", "addin", *words]

    def _command(self, *words):
        return subprocess.run(
            self._arguments(*words), env=self._environment(), check=True, capture_output=True, text=True
        )

    def start(self):
        arguments = self._arguments("serve", "--port", str(self.port))
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(arguments, env=self._environment(), stdout=log, stderr=log)
        for _ in range(_SECONDS * 10):
            if self._process.poll() is not None:
                break
            try:
                urlopen(f"{self.url}/jibiao/health").close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail((self.folder / "server.log").read_text(encoding="utf-8")[-3000:])

    def stop(self):
        self._process.terminate()
        self._process.wait(_SECONDS)

    def revoke(self, name):
        found = self._command("tokens", "list", "--json").stdout
        for token in json.loads(found)["tokens"]:
            if token["name"] == name:
                self._command("tokens", "revoke", token["id"])


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    made = Server(tmp_path_factory.mktemp("server"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def chromium():
    if not _CHROMIUM:
        if os.environ.get("JIBIAO_NO_SKIP"):
            pytest.fail("chromium is missing")
        pytest.skip("needs Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


class Excel:
    """One officer's Excel: a workbook, the pane, and what went wrong."""

    def __init__(self, page, server, data, calculate, theme):
        self.server, self.faults, self.errors, self.strangers, self.results = server, [], [], [], {}
        self.book = Root("报表.xlsx", data, calculate)
        self.book.opened = []
        self.services = services(self.results)
        self.page = page
        self._watch()
        self.page.expose_function("excelHost", self._execute)
        self.page.expose_function("excelFault", self._fault)
        self.page.expose_function("excelFile", self._file)
        if theme:
            self.page.add_init_script(f"window.excelTheme = {{ bodyBackgroundColor: '{theme}' }};")
        self.page.add_init_script(path=_FAKE)
        self.page.goto(f"{server.url}/taskpane.html{_HOST}")

    def _watch(self):
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._note)

    def _note(self, request):
        if not request.url.startswith((self.server.url, "blob:", "data:")):
            self.strangers.append(request.url)

    def _fault(self, text):
        self.faults.append(text)

    def _file(self):
        try:
            return b64encode(self.book.file()).decode()
        except Exception as error:  # noqa: BLE001 - see _execute
            self.faults.append(f"{type(error).__name__}: {error}")
            return ""

    def _execute(self, request):
        try:
            return Batch(request, self.book, self.services).reply()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails at its end, and the page must not wait
            self.faults.append("".join(traceback.format_exception(error)))
            return json.dumps({"Results": [], "Error": {"Code": "HostFault", "Message": str(error)}})

    def sign_in(self, name="张三"):
        self.page.get_by_label("令牌").fill(self.server.tokens[name])
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.get_by_text(name, exact=True).wait_for()
        self.page.locator("jibiao-form p:not(.quiet)").first.wait_for()
        self.rest()

    def rest(self):
        """Waits until nothing is under way."""
        self.page.locator(".work:empty").wait_for(state="attached")

    def press(self, name, answer=""):
        """Presses a button of the ribbon, answers what it asks; what is said then, newest first."""
        self.page.evaluate("(name) => { excel.ended = excel.press(name); }", name)
        if answer:
            self.page.locator("jibiao-question").get_by_role("button", name=answer, exact=True).click()
        assert self.page.evaluate("() => excel.ended") == 0
        return self.said()

    def said(self):
        return self.page.locator(".messages > li p").all_inner_texts()

    def cell(self, sheet, address):
        return self.book.formulas[sheet][address].value


@pytest.fixture(scope="session")
def browser(chromium):
    """One browser for all: the libraries are loaded once, a pane is a tab with a session of its own."""
    context = chromium.new_context(locale="zh-CN", accept_downloads=True)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def excel(browser, server, recalculated):
    """Opens a workbook in an Excel of its own; at the end nothing may have been unknown or gone outside."""
    opened = []

    def open_workbook(
        data, *, token="张三", theme=None, width=320, calculate=recalculated, on=server, color_scheme="light"
    ):
        page = browser.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=color_scheme)
        found = Excel(page, on, data, calculate, theme)
        opened.append(found)
        if token:
            found.sign_in(token)
        return found

    yield open_workbook
    for found in opened:
        found.page.close()
        assert not found.faults
        assert not found.errors
        assert not found.strangers


@pytest.fixture(scope="session")
def accessible():
    """No fault of accessibility that axe knows, contrast among them."""

    def check(office):
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(office.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
        assert found.violations_count == 0, found.generate_report()

    return check


@pytest.fixture(scope="session")
def recalculated(request, tmp_path_factory):
    """Calculates a workbook's formulas anew, in LibreOffice."""
    folder = tmp_path_factory.mktemp("calculated")

    def calculate(data):
        path = folder / "book.xlsx"
        path.write_bytes(data)
        return request.getfixturevalue("libreoffice").recalculate(path).read_bytes()

    return calculate


UNITS = 40


@pytest.fixture(scope="session")
def hanyang():
    """The published form of Hanyang as its workbook."""
    return published_workbook()


@pytest.fixture(scope="session")
def summary(tmp_path_factory):
    """A summary of three made-up units, without its charts: the Excel played here has none."""
    folder = tmp_path_factory.mktemp("summary")
    made_up_units(folder, 3, under="报表")
    consolidate_folder(folder / "报表", folder / "名录.xlsx", folder / "汇总表.xlsx")
    package = Package.open(folder / "汇总表.xlsx")
    remove_sheet(package, "图表")
    return package.to_bytes()


@pytest.fixture(scope="session")
def units(tmp_path_factory):
    """A roster and the workbooks of 40 made-up units, two of which are no good: half a file, and another form."""
    folder = tmp_path_factory.mktemp("units")
    files = made_up_units(folder, UNITS)
    files[3].write_bytes(files[3].read_bytes()[:5000])
    files[7].write_bytes(find_form("hunan-selfeval-2022").template())
    return folder / "名录.xlsx", files


_PICTURES = os.environ.get("JIBIAO_PICTURES", "")


@pytest.fixture
def picture(tmp_path):
    """Takes a picture of the pane: for the manual where JIBIAO_PICTURES names its folder, else into nowhere."""
    folder = Path(_PICTURES) if _PICTURES else tmp_path

    def take(excel, name):
        path = folder / f"pane-{name}.png"
        excel.page.screenshot(path=path)
        return path

    return take
