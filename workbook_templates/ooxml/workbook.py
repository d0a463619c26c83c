"""The workbook part: which sheets there are, what the names mean."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from workbook_templates.ooxml.errors import UnreadableWorkbookError
from workbook_templates.ooxml.markup import Element, namespace, parse, relationship_id

if TYPE_CHECKING:
    from collections.abc import Callable

SheetState: TypeAlias = Literal["visible", "hidden", "veryHidden"]

_STATES: Final[dict[str, SheetState]] = {"hidden": "hidden", "veryHidden": "veryHidden"}

# What follows definedNames and calcPr in the schema's fixed order.
_AFTER_CALC: Final = (
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
_AFTER_NAMES: Final = ("calcPr", *_AFTER_CALC)


class Relation(NamedTuple):
    """A relationship: the last word of its type, and the part (or outside address) that it leads to."""

    kind: str
    target: str


class SheetEntry(NamedTuple):
    """A sheet in the workbook part."""

    part: str
    state: SheetState


def relations_part(part: str) -> str:
    """The name of the part that holds another part's relationships.

    Example:
        >>> relations_part("xl/workbook.xml"), relations_part("")
        ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolve(part: str, target: str) -> str:
    """The part that a relationship of another part leads to.

    Example:
        >>> resolve("xl/workbook.xml", "worksheets/sheet1.xml"), resolve("xl/workbook.xml", "/xl/styles.xml")
        ('xl/worksheets/sheet1.xml', 'xl/styles.xml')
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def read_relations(data: bytes, part: str) -> dict[str, Relation]:
    """The relationships of a part, by id.

    Args:
        data: Its relationships part.
        part: The name of the part itself.
    """
    relations = {}
    for element in parse(data, relations_part(part)):
        kind = element.get("Type", "").rpartition("/")[2]
        target = element.get("Target", "")
        outside = element.get("TargetMode") == "External"
        relations[element.get("Id", "")] = Relation(kind, target if outside else resolve(part, target))
    return relations


class WorkbookPart:
    """``xl/workbook.xml`` as a tree.

    Attributes:
        part: Its name.
        root: Its tree.
        relations: Its relationships.
        sheets: Its sheets in the order of the tabs, by name.
        altered: Whether the tree differs from the file.
    """

    def __init__(self, data: bytes, part: str, relations: dict[str, Relation], exists: Callable[[str], bool]) -> None:
        self.part = part
        self.root = parse(data, part)
        self.relations = relations
        self.altered = False
        self._space = namespace(self.root)
        if self.root.tag != f"{self._space}workbook":
            raise UnreadableWorkbookError("not_a_workbook", part=part)
        self.sheets = self._read_sheets(exists)
        self._names: dict[str, str] | None = None

    def _read_sheets(self, exists: Callable[[str], bool]) -> dict[str, SheetEntry]:
        sheets = {}
        for element in self.root.iterfind(f"{self._space}sheets/{self._space}sheet"):
            relation = self.relations.get(relationship_id(element) or "")
            if relation is None or not exists(relation.target):
                part = relation.target if relation else relations_part(self.part)
                raise UnreadableWorkbookError("truncated", part=part, reason="missing")
            state = _STATES.get(element.get("state", ""), "visible")
            sheets[element.get("name", "")] = SheetEntry(relation.target, state)
        if not sheets:
            raise UnreadableWorkbookError("not_a_workbook", part=self.part)
        return sheets

    def related(self, kind: str) -> str | None:
        """The part that a relationship of this kind leads to."""
        return next((relation.target for relation in self.relations.values() if relation.kind == kind), None)

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""
        properties = self.root.find(f"{self._space}workbookPr")
        return properties is not None and properties.get("date1904") in {"1", "true"}

    @property
    def names(self) -> dict[str, str]:
        """Names of the whole workbook and their raw text."""
        if self._names is None:
            self._names = {
                element.get("name", ""): element.text or ""
                for element in self.name_elements()
                if element.get("localSheetId") is None
            }
        return self._names

    def name_elements(self) -> list[Element]:
        """The ``definedName`` elements, those of single sheets too."""
        return self.root.findall(f"{self._space}definedNames/{self._space}definedName")

    def touch(self) -> None:
        """Note that the tree was changed."""
        self.altered = True
        self._names = None

    def calculate_on_load(self) -> None:
        """Have the spreadsheet program calculate everything when it opens the workbook."""
        calculation = self.child("calcPr", _AFTER_CALC)
        if calculation.get("fullCalcOnLoad") != "1":
            calculation.set("fullCalcOnLoad", "1")
            self.touch()

    def names_container(self) -> Element:
        """The ``definedNames`` element, made if there was none."""
        return self.child("definedNames", _AFTER_NAMES)

    def child(self, name: str, following: tuple[str, ...]) -> Element:
        """A child of the root, made before the first of the following ones if there was none."""
        found = self.root.find(self._space + name)
        if found is None:
            found = self.root.makeelement(self._space + name)
            after = (child for child in self.root if child.tag in {self._space + other for other in following})
            before = next(after, None)
            if before is None:
                self.root.append(found)
            else:
                before.addprevious(found)
        return found
