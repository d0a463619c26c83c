"""Chinese fonts of this machine, for what is drawn on it (中文字体)."""

from __future__ import annotations

from typing import Final

CHINESE_FONTS: Final = (
    "SimHei", "Microsoft YaHei", "SimSun", "DengXian", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "PingFang SC", "Heiti SC", "Songti SC", "Noto Serif CJK SC",
    "AR PL UMing CN", "Noto Sans CJK JP",
)  # fmt: skip
"""Fonts with Chinese letters, the first one found is taken."""


def chinese_font() -> str | None:
    """A Chinese font of this machine; None where Chinese letters could only be shown as boxes."""
    from matplotlib.font_manager import fontManager

    present = set(fontManager.get_font_names())
    return next((name for name in CHINESE_FONTS if name in present), None)
