"""The forms with which submissions are compared (比对): another form of the same unit, or that of another year."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from workbook_templates.catalogue import find_form
from workbook_templates.model import Form, normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workbook_templates.rules import Wanted
    from workbook_templates.submission import Submission, Unit


class Other(NamedTuple):
    """A submission with which others are compared, and its form."""

    form: Form
    submission: Submission


class Kind(NamedTuple):
    """What a form is of: a family and a year."""

    family: str
    year: int


@dataclass(frozen=True, eq=False)
class Others:
    """Submissions with which others are compared: found by unit, family of form and year."""

    others: Sequence[Other] = ()

    @cached_property
    def kinds(self) -> Mapping[Kind, Form]:
        """Families and years of which there is anything, each with a form."""
        return {_kind_of(other.form): other.form for other in self.others}

    def of(self, unit: Unit, kind: Kind) -> list[Other]:
        """The forms of a kind that a unit has filled in: by its code, or by its name where one of the two has no code.

        Only the units' own workbooks, as long as there are any; what a summary says of them counts where there is none.
        """
        code, name = plain_code(unit.code), normal(unit.name)
        found = self._by_code.get((kind, code), []) if code else []
        if not found and name:
            found = [
                other
                for other in self._by_name.get((kind, name), [])
                if not (code and other.submission.unit.code.strip())
            ]
        own = [other for other in found if not other.submission.summary]
        return own or found

    def clear(self, unit: Unit, kind: Kind) -> Other | None:
        """The form of a kind that a unit has filled in; None if there is none, or several say different things."""
        found = self.of(unit, kind)
        same = all(found[0].submission.says_the_same(other.submission) for other in found[1:])
        return found[0] if found and same else None

    @cached_property
    def _by_code(self) -> dict[tuple[Kind, str], list[Other]]:
        found = defaultdict(list)
        for other in self.others:
            if code := plain_code(other.submission.unit.code):
                found[_kind_of(other.form), code].append(other)
        return found

    @cached_property
    def _by_name(self) -> dict[tuple[Kind, str], list[Other]]:
        found = defaultdict(list)
        for other in self.others:
            if name := normal(other.submission.unit.name):
                found[_kind_of(other.form), name].append(other)
        return found


NO_OTHERS = Others()


def others_of(submissions: Iterable[Submission]) -> Others:
    """Submissions as something to compare with.

    Raises:
        FormError: the form of one is not in the catalogue.
    """
    return Others([Other(find_form(submission.form).load(), submission) for submission in submissions])


def kind_wanted(form: Form, wanted: Wanted) -> Kind:
    """Family and year of the forms with which a rule of `form` compares."""
    return Kind(wanted.family or form.form.family, form.form.year - wanted.years_back)


def plain_code(code: str) -> str:
    """A unit's code without differences that can't be seen.

    >>> plain_code("４２０１０５ 001")
    '420105001'
    """
    return "".join(unicodedata.normalize("NFKC", code).split())


def _kind_of(form: Form) -> Kind:
    return Kind(form.form.family, form.form.year)
