"""Renders the icons anew, in Chromium: `python -m addin.server.pictures`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

SIZES: Final = (16, 32, 80)
SOURCES: Final = Path(__file__).parent
TARGET: Final = SOURCES.parent / "static" / "jibiao" / "icons"


def main() -> None:
    """Writes every icon in every size."""
    from playwright.sync_api import sync_playwright

    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        for source in sorted(SOURCES.glob("*.svg")):
            for size in SIZES:
                page.set_viewport_size({"width": size, "height": size})
                drawn = source.read_text(encoding="utf-8").replace(
                    'width="32" height="32"', f'width="{size}" height="{size}"'
                )
                page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{drawn}")
                page.screenshot(path=TARGET / f"{source.stem}-{size}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
