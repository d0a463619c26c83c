"""What Excel offers an add-in besides the workbook: the pane's visibility, functions in cells, new workbooks."""
# ruff: noqa: N802 - members have Excel's own names

from __future__ import annotations

from base64 import b64decode

from tests.browser.workbook import Book


class Root(Book):
    """The workbook, with what the library looks for at its root."""

    opened: list[bytes]

    @property
    def application(self):
        return Application(self)

    def createAndOpenWorkbook(self, data):
        self.opened.append(b64decode(data))


class Application:
    SCALARS = ("calculationMode",)

    def __init__(self, root):
        self._root = root

    @property
    def calculationMode(self):
        return "Automatic"

    @property
    def cultureInfo(self):
        return Culture()

    def createWorkbook(self, data):
        return Created(self._root, data)

    def calculate(self, _kind):
        self._root.stale = True

    def suspendScreenUpdatingUntilNextSync(self):
        """There is no screen."""


class Created:
    SCALARS = ()

    def __init__(self, root, data):
        self._root, self._data = root, data

    def open(self):
        self._root.opened.append(b64decode(self._data))


class Culture:
    SCALARS = ("name",)

    @property
    def name(self):
        return "zh-CN"

    @property
    def datetimeFormat(self):
        return DateFormat()


class DateFormat:
    SCALARS = ("shortDatePattern",)

    @property
    def shortDatePattern(self):
        return "yyyy/M/d"


class AddinInternalService:
    SCALARS = ()

    def notifyActionHandlerReady(self):
        """Excel may press buttons from now on."""


class CustomFunctions:
    """Results of functions that cells call."""

    SCALARS = ()

    def __init__(self, results):
        self._results = results

    def setInvocationResults(self, results):
        self._results.update({result["id"]: result for result in results})

    def setInvocationArrayResults(self, results):
        raise NotImplementedError(results)


class AppRuntimeService:
    """Whether the pane is shown."""

    SCALARS = ()

    def __init__(self):
        self.state = []

    def setAppRuntimeState(self, state):
        self.state.append(state)


def services(results):
    """By the names under which the library asks for them."""
    return {
        "Microsoft.InternalService.AddinInternalService": AddinInternalService(),
        "Microsoft.ExcelServices.CustomFunctions": CustomFunctions(results),
        "Microsoft.AppRuntime.AppRuntimeService": AppRuntimeService(),
    }
