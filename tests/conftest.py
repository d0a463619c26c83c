"""What all tests share: LibreOffice as an independent spreadsheet engine, and runs that may skip nothing."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import settings

# xlwings has its `remote` engine, that of the server add-in, only with a licence that is set before its import. Whoever
# runs these tests develops the program and uses it for nothing else (PolyForm Noncommercial).
os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")

# A machine that is busy for a moment is no fault of what is tested; and the check before a change is taken must
# not depend on luck: there the examples are the same each time, in other runs they are drawn afresh.
settings.register_profile("jibiao", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("jibiao")

_PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
"""Recalculate every workbook when it is loaded, whatever values its file holds."""

_SECONDS = 180
"""A conversion takes some seconds, the first one, which fills the profile, more."""


class LibreOffice:
    """LibreOffice without a window, with a profile of its own.

    Workers of a parallel run need one each: a profile that is in use takes no second process.
    """

    def __init__(self, program, folder):
        self._program = program
        self._folder = folder
        self._profile = folder / "profile"
        self._conversions = 0
        (self._profile / "user").mkdir(parents=True)
        (self._profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")

    def recalculate(self, path):
        """A copy of a workbook with every formula calculated anew; the path of the copy."""
        return self._convert(path, "xlsx")

    def pdf(self, path):
        """The workbook as it prints; the path of the PDF."""
        return self._convert(path, "pdf")

    def _convert(self, path, kind):
        self._conversions += 1
        target = self._folder / str(self._conversions)
        target.mkdir()
        profile = f"-env:UserInstallation={self._profile.as_uri()}"
        options = ["--headless", "--norestore", "--convert-to", kind, "--outdir", str(target)]
        done = subprocess.run(
            [self._program, profile, *options, str(path)],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
        result = target / f"{path.stem}.{kind}"
        if done.returncode or not result.is_file():
            pytest.fail(f"LibreOffice made no {result.name} of {path}:\n{done.stdout}{done.stderr}")
        return result


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: no soffice on the PATH")
    return LibreOffice(program, tmp_path_factory.mktemp("libreoffice"))


def pytest_collection_modifyitems(items):
    for item in items:
        if "libreoffice" in getattr(item, "fixturenames", ()):
            item.add_marker("libreoffice")


class NoSkips:
    """With JIBIAO_NO_SKIP set, a skipped test or module fails: nothing is left out unnoticed.

    Registered as a plugin of its own, since the hooks of a conftest see only the tests beside it.
    """

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # outermost: after xfail has had its say
    def pytest_runtest_makereport(self):
        report = yield
        return self._judged(report)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self):
        report = yield
        return self._judged(report)

    @staticmethod
    def _judged(report):
        if report.skipped and not hasattr(report, "wasxfail"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            report.outcome = "failed"
            report.longrepr = f"JIBIAO_NO_SKIP is set, but {report.nodeid} was to be skipped: {reason}"
        return report


def pytest_configure(config):
    if os.environ.get("JIBIAO_NO_SKIP"):
        config.pluginmanager.register(NoSkips(), "jibiao-no-skips")
