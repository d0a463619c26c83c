"""A form (表) as data: what `form.toml` says, checked and given names.

A form has single fields (单项指标), fixed tables (固定表: rows × columns) and list sections
(列表: any number of rows). Fields and table cells are *scalars*: one value for a unit. Every
value has one identifier, which is also its defined name in the workbook:

    preparer                   a single field
    income.fiscal.amount       table . row . column
    projects.budget            list . column (one value a row)
"""

from __future__ import annotations

import re
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from workbook_templates.charts import Chart
from workbook_templates.consistency import faults_of
from workbook_templates.rules import Computing, Rule

ValueType = Literal["text", "long_text", "code", "integer", "number", "money", "percent", "date", "year"]
RollUp = Literal["sum", "recompute", "own"]
LabelPlace = Literal["left", "above", "none"]

NUMERIC: frozenset[str] = frozenset({"integer", "number", "money", "percent", "year"})
"""The value types that are read as numbers."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]


class Strict(BaseModel):
    """Base of all that is read from TOML: an unknown key is a mistake, not a comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Value(Strict):
    """What is common to every place that holds a value."""

    id: Identifier
    label: str
    type: ValueType
    rollup: RollUp = "own"
    carried: bool = False
    """Carried over from last year (pale blue)."""
    carried_from: Identifier | None = None
    """Where in last year's form the figure stands: for a table's column, a column of the same row; for a single
    field, an identifier. `jibiao distribute` takes it from there."""
    codes: str | None = None
    """Key of the code list (枚举字典) offered as a drop-down."""
    decimals: int | None = None
    """Decimals shown; by default the form's for money and percentages, 0 for integers."""
    help: str = ""
    """Said when the cell is selected, and repeated in findings."""


class Expected(NamedTuple):
    """What a place in a form is for: how a cell's content is to be read."""

    type: str
    decimals: int
    money_unit: str


class FieldSpec(Value):
    """A single field (单项指标) as `form.toml` gives it."""

    label_at: LabelPlace = "left"
    printed: str | None = None
    """The text beside the cell, where it is not simply the label."""


class Column(Value):
    """A column of a fixed table or of a list section."""

    source: str | None = None
    """In a collected list: the scalar of a unit (or unit.code, unit.name) from which the column is taken."""
    merge_repeats: bool = False
    """Equal neighbours are shown as one merged cell, as the printed form does."""


class Row(Strict):
    """A row of a fixed table."""

    id: Identifier
    label: str


class Table(Strict):
    """A fixed table (固定表): every row has every column."""

    id: Identifier
    label: str
    rows: list[Row]
    columns: list[Column]


class ListSection(Strict):
    """A list section (列表): any number of rows; `within` nests it in the blocks of another list."""

    id: Identifier
    label: str
    columns: list[Column]
    within: str | None = None
    item_label: str | None = None
    """Label that opens each block of a list that others are nested in, e.g. 长期目标{n}：."""
    headings: list[str] = []
    """Further heading texts that stand above the columns."""
    group_by: list[str] = []
    """Columns by which the summary's official form merges the units' rows."""
    rollup: Literal["all", "own"] = "all"
    """Whether a roll-up has the rows of all units, or the bureau's own (indicators with scores)."""
    when: list[str] = []
    """In a collected list: scalars that must be filled in, and not be 0, for a unit to have a row."""

    @property
    def collected(self) -> bool:
        """Whether a roll-up makes its rows from the units' scalars (汇集): one row a unit."""
        return any(column.source for column in self.columns)

    def column(self, identifier: str) -> Column:
        """The column called `identifier`."""
        return next(column for column in self.columns if column.id == identifier)

    def block_number(self, text: str) -> int | None:
        """The number in a block's label, or None where `text` is no such label.

        >>> goals = ListSection(id="goals", label="目标", item_label="目标{n}：",
        ...                     columns=[Column(id="text", label="目标", type="text")])
        >>> goals.block_number("目标 2:")
        2
        """
        if self.item_label is None:
            return None
        before, _, after = normal(self.item_label).partition("{n}")
        found = re.fullmatch(re.escape(before) + r"(\d+)" + re.escape(after), normal(text))
        return int(found[1]) if found else None


class Scalar(Strict):
    """One value of a unit: a single field or a cell of a fixed table."""

    id: str
    label: str
    """In full, as a finding shows it: 收入构成／财政拨款／当年金额."""
    type: ValueType
    decimals: int
    rollup: RollUp
    carried: bool
    carried_from: str | None
    """Identifier in last year's form of the figure that is carried over."""
    computed: bool
    codes: str | None
    help: str
    row_label: str | None
    """Text expected to the left of the cell; None where nothing is to be checked."""
    column_label: str | None
    """Text expected above the cell."""


class FormHead(Strict):
    """The `[form]` table: identity, authority and basis, year, units of measure."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    version: str
    family: str
    title: str
    number: str = ""
    authority: str
    basis: str
    level: str
    year: int
    since: date
    until: date
    money_unit: str
    decimals: int = 2
    percent_decimals: int = 2
    sheet: str
    more_sheets: list[str] = []
    """Further sheets of the form, behind the first."""
    unit_label: str = "单位名称"


class Form(Strict):
    """An official form (表), as data."""

    form: FormHead
    codes: dict[str, list[str]] = {}
    fields: list[FieldSpec] = Field(default=[], alias="field")
    tables: list[Table] = Field(default=[], alias="table")
    lists: list[ListSection] = Field(default=[], alias="list")
    rules: list[Rule] = Field(default=[], alias="rule")
    charts: list[Chart] = Field(default=[], alias="chart")
    prose: dict[str, list[str]] = {}
    """What reports call a scalar (报告里的叫法), where its label is not enough: words that stand before the figure in
    this order, the last one right before it; what follows "#" must follow the figure's unit."""

    @property
    def id(self) -> str:
        """The form's identifier, e.g. wuhan-target-2024."""
        return self.form.id

    @property
    def sheets(self) -> list[str]:
        """The form's own sheets."""
        return [self.form.sheet, *self.form.more_sheets]

    @property
    def periods(self) -> dict[str, int]:
        """The years that labels and limits may name in braces."""
        year = self.form.year
        return {"year": year, "prior_year_1": year - 1, "prior_year_2": year - 2, "next_year": year + 1}

    def text(self, template: str) -> str:
        """`template` with the form's years filled in ("{prior_year_2}年" → "2022年").

        Raises:
            ValueError: it names a year that there is not, or a brace is not closed.
        """
        try:
            return template.format_map(self.periods) if "{" in template else template
        except KeyError as error:
            raise ValueError(f"“{template}”中的 {error} 不是年份，可用：{'、'.join(self.periods)}") from error

    @cached_property
    def scalars(self) -> dict[str, Scalar]:
        """All scalars by identifier, in the order of the form."""
        found = [self._field_scalar(field) for field in self.fields]
        for table in self.tables:
            found += [self._cell_scalar(table, row, column) for row in table.rows for column in table.columns]
        return {scalar.id: scalar for scalar in found}

    @cached_property
    def expected(self) -> dict[str, Expected]:
        """How each scalar and each list column is to be read."""
        places: dict[str, Scalar | Column] = {**self.scalars, **self.list_columns}
        unit = self.form.money_unit
        return {name: Expected(place.type, self.decimals_of(place), unit) for name, place in places.items()}

    @cached_property
    def list_sections(self) -> dict[str, ListSection]:
        """All list sections by identifier."""
        return {section.id: section for section in self.lists}

    @cached_property
    def list_columns(self) -> dict[str, Column]:
        """All list columns by full identifier ("projects.budget")."""
        return {f"{section.id}.{column.id}": column for section in self.lists for column in section.columns}

    @cached_property
    def computations(self) -> list[Computing]:
        """The rules that compute fields, in the order in which they are to run."""
        return [rule for rule in self.rules if isinstance(rule, Computing) and rule.computes]

    @cached_property
    def computed_ids(self) -> frozenset[str]:
        """Scalars that a rule computes."""
        return frozenset(target for rule in self.computations for target in rule.targets())

    @cached_property
    def summed_ids(self) -> list[str]:
        """Scalars that a roll-up sums; other computed ones of rollup "sum" follow from their parts."""
        return [
            name
            for name, scalar in self.scalars.items()
            if scalar.rollup == "sum" and (not scalar.computed or name in self.additive_ids)
        ]

    @cached_property
    def additive_ids(self) -> frozenset[str]:
        """Computed scalars that a roll-up adds up, since they don't follow from rolled-up operands."""
        return frozenset(target for rule in self.computations if rule.additive for target in rule.targets())

    @cached_property
    def carried_sources(self) -> dict[str, str]:
        """Scalars that last year's figures are carried into, each with its identifier in last year's form.

        Computed ones are not among them: they follow from the others.
        """
        return {
            name: scalar.carried_from
            for name, scalar in self.scalars.items()
            if scalar.carried_from is not None and not scalar.computed
        }

    def rule(self, identifier: str) -> Rule:
        """The rule called `identifier`."""
        return next(rule for rule in self.rules if rule.id == identifier)

    def decimals_of(self, value: Value | Scalar) -> int:
        """Decimals at which a value is shown and kept."""
        if value.decimals is not None:
            return value.decimals
        if value.type == "money":
            return self.form.decimals
        return self.form.percent_decimals if value.type == "percent" else 0

    def label_of(self, identifier: str) -> str:
        """The label, in full, of a scalar, a list column or a list section."""
        if identifier in self.scalars:
            return self.scalars[identifier].label
        if identifier in self.list_sections:
            return self.list_sections[identifier].label
        section, _, column = identifier.rpartition(".")
        if section in self.list_sections:
            own, whole = plain(self.list_columns[identifier].label), self.list_sections[section].label
            return own if own == whole else f"{whole}／{own}"
        return {"unit.code": "单位代码", "unit.name": self.form.unit_label}.get(identifier, column)

    def section_of(self, name: str) -> str:
        """The list section to which a column belongs; "" for a scalar."""
        section = name.rpartition(".")[0]
        return section if section in self.list_sections else ""

    def matching(self, patterns: list[str]) -> list[str]:
        """Scalars and list columns whose identifiers match one of the patterns, in form order."""
        known = [*self.scalars, *self.list_columns]
        return [name for name in known if any(fnmatchcase(name, pattern) for pattern in patterns)]

    def _field_scalar(self, field: FieldSpec) -> Scalar:
        label, printed = plain(self.text(field.label)), self.text(field.printed or field.label)
        return Scalar(
            id=field.id, label=label, type=field.type, decimals=self.decimals_of(field), rollup=field.rollup,
            carried=field.carried, carried_from=field.carried_from, computed=field.id in self.computed_ids,
            codes=field.codes, help=field.help,
            row_label=printed if field.label_at == "left" else None,
            column_label=printed if field.label_at == "above" else None,
        )  # fmt: skip

    def _cell_scalar(self, table: Table, row: Row, column: Column) -> Scalar:
        identifier = f"{table.id}.{row.id}.{column.id}"
        row_label, column_label = self.text(row.label), self.text(column.label)
        return Scalar(
            id=identifier, label="／".join(map(plain, (table.label, row_label, column_label))),
            type=column.type, decimals=self.decimals_of(column), rollup=column.rollup, carried=column.carried,
            carried_from=f"{table.id}.{row.id}.{column.carried_from}" if column.carried_from else None,
            computed=identifier in self.computed_ids, codes=column.codes, help=column.help,
            row_label=row_label, column_label=column_label,
        )  # fmt: skip

    @model_validator(mode="after")
    def _consistent(self) -> Form:
        """Every identifier is unique and every name that a rule or a list uses exists."""
        if faults := faults_of(self):
            raise ValueError("；".join(faults))
        return self


def nested_in(form: Form, section: ListSection) -> list[ListSection]:
    """The list sections that are nested in the blocks of `section`."""
    return [other for other in form.lists if other.within == section.id]


def plain(label: str) -> str:
    """A label for running text: without inner blanks and closing colon ("合  计" → "合计")."""
    return re.sub(r"\s+", "", label).rstrip("：:")


@lru_cache(maxsize=8192)
def normal(label: str) -> str:
    """A label as it is compared: widths and blanks do not matter, wording does.

    >>> normal("部门(单位) 名称：") == normal("部门（单位）名称:")
    True
    """
    return re.sub(r"\s+", "", label).translate(_WIDTHS)


# Only digits and the punctuation of labels: NFKC would also rewrite ①, ㎡ and the like.
_WIDTHS: dict[int, Any] = str.maketrans("（）：，０１２３４５６７８９", "():,0123456789")
