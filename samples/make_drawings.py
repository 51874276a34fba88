"""Render the drawings and the form of the sample lessons (HTML with Be Vietnam Pro) to files beside the lessons.

Run once after changing one: `python -m samples.make_drawings`; the PNG and PDF files are kept in the repository.
"""

import base64
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

CONTENT = Path(__file__).parent / "content"
DRAWINGS = {
    "thu-lua-dao": "kns-07",
    "bon-buoc-su-co": "kns-07",
    "cay-thu-muc": "kns-02",
}
FORMS = {"phieu-bao-su-co": "kns-07"}
COLOURS = 48
WIDTH = 480  # narrow, so that the words are still read on a phone
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
FACES = {400: "Regular", 600: "SemiBold"}


def font_faces() -> str:
    """The two weights as CSS, since the machine that draws may not have the font."""
    folder = files("fontpkg_be_vietnam_pro") / "files"
    rule = (
        '@font-face {{ font-family: "Be Vietnam Pro"; font-weight: {}; src: url(data:font/ttf;base64,{}) }}'
    )
    data = {weight: (folder / f"BeVietnamPro-{name}.ttf").read_bytes() for weight, name in FACES.items()}
    return "".join(rule.format(weight, base64.b64encode(raw).decode()) for weight, raw in data.items())


def open_drawing(page: Page, name: str) -> None:
    """Show one drawing with its font ready."""
    page.goto((CONTENT / "drawings" / f"{name}.html").as_uri())
    page.add_style_tag(content=font_faces())
    page.evaluate("document.fonts.ready")


def main() -> None:
    """Draw every drawing again."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": 200}, device_scale_factor=2)
        for name, course in DRAWINGS.items():
            open_drawing(page, name)
            picture = Image.open(BytesIO(page.screenshot(full_page=True)))
            picture.convert("RGB").quantize(COLOURS).save(CONTENT / course / f"{name}.png", optimize=True)
        for name, course in FORMS.items():
            open_drawing(page, name)
            page.pdf(path=CONTENT / course / f"{name}.pdf", prefer_css_page_size=True, tagged=True)
        browser.close()


if __name__ == "__main__":
    main()
