"""图表: the charts that a form wants in its summary, as native charts."""

from addin.summary.charts.look import with_chinese_fonts
from addin.summary.charts.plotting import plots_of
from addin.summary.charts.sheet import Charts

__all__ = ["Charts", "plots_of", "with_chinese_fonts"]
