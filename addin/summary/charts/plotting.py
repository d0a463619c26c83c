"""From the charts of a form and a consolidation to the plots of its summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.summary.charts.against_limits import distribution, limits
from addin.summary.charts.by_unit import Units, composition, years
from workbook_templates.charts import Composition, Distribution, Limits, Years

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.consolidation import Consolidation
    from addin.summary.charts.plot import Plot
    from workbook_templates.charts import Chart


def plots_of(result: Consolidation) -> list[Plot]:
    """The plots of a form's charts, in its order; a chart without a number has none."""
    units = Units(result)
    return [plot for chart in result.form.charts for plot in _plots(units, chart) if not plot.empty]


def _plots(units: Units, chart: Chart) -> Iterator[Plot]:
    match chart:
        case Composition():
            yield composition(units, chart)
        case Years():
            yield from years(units, chart)
        case Distribution():
            yield from distribution(units.result, chart)
        case Limits():
            yield limits(units.result, chart)
