"""Take a picture of every page and state, and those of the README: `make screenshots`.

A name picks the scenes that begin with it: `scripts/screenshots.py chat strategy`.
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from demonstration import ROOT, build_index, make_corpus, serve
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from scenes import SCENES, Scene, unready_scenes

IMAGES = ROOT / "docs" / "images"
ALL = IMAGES / "pages"
SIZES = {
    "desktop": ViewportSize(width=1280, height=860),
    "phone": ViewportSize(width=390, height=844),
    "small": ViewportSize(width=320, height=568),
    "frame": ViewportSize(width=400, height=600),
}
SEEN_AS_A_WINDOW = ("chat", "embed", "no-index-chat", "paused-chat")
"""Pages whose box stays at the foot of the window: pictured as they stand in it, the rest whole."""

KEPT = {
    "chat-source-open-desktop-light": "chat",
    "chat-answered-phone-dark": "chat-phone",
    "document-quote-desktop-light": "document",
    "strategy-desktop-light": "strategy",
    "induction-3-phone-light": "induction-phone",
    "embed-answered-frame-light": "frame",
}
"""Pictures that are shown in the README and in docs/, and what they are called there."""

COLOURS = 64

TO_THE_POINT = """() => {
  const open = document.querySelector(".source mark:focus");
  if (open) open.scrollIntoView({block: "center"});
  else [...document.querySelectorAll(".user-row")].at(-1)?.scrollIntoView();
}"""
"""Brings what a picture is about to where the page had brought it before its size was changed."""

QUIET = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def main(names: Sequence[str]) -> int:
    """Serve the documents, take each picture; return 1 where there is no Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("No chromium was found. Install it with apt-get install chromium.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        corpus, index = Path(folder, "corpus"), Path(folder, "index")
        make_corpus(corpus)
        build_index(corpus, index)
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET.split())
        with serve(corpus, index, RATE_PER_SESSION="0") as address:
            take_all(browser, address, picked(SCENES, names))
        paused = picked(unready_scenes("paused"), names)
        if paused:
            with serve(corpus, index, ready=False, PAUSED="true") as address:
                take_all(browser, address, paused)
        without = picked(unready_scenes("no-index"), names)
        if without:
            with serve(corpus, Path(folder, "none"), ready=False) as address:
                take_all(browser, address, without)
        browser.close()
    return 0


def picked(scenes: Mapping[str, Scene], names: Sequence[str]) -> Mapping[str, Scene]:
    """Return the scenes whose names begin with one of `names`; all where there are none."""
    chosen = tuple(names) or ("",)
    return {name: scene for name, scene in scenes.items() if name.startswith(chosen)}


def take_all(browser: Browser, address: str, scenes: Mapping[str, Scene]) -> None:
    """Take each scene at each size, in both colours; print the name of each."""
    for name, scene in scenes.items():
        print(name, flush=True)
        context = browser.new_context(viewport=SIZES["desktop"], reduced_motion="reduce")
        page = context.new_page()
        scene(page, address)
        for size in ("frame",) if name.startswith("embed") else ("desktop", "phone", "small"):
            take(page, name, size)
        context.close()


def take(page: Page, name: str, size: str) -> None:
    """Take what is shown at a size, in both colours and in those that Windows may force."""
    page.set_viewport_size(SIZES[size])
    in_window = name.startswith(SEEN_AS_A_WINDOW)
    for look in ("light", "dark", "forced"):
        page.emulate_media(
            color_scheme="light" if look == "light" else "dark",
            forced_colors="active" if look == "forced" else "none",
        )
        page.evaluate(TO_THE_POINT)
        page.wait_for_timeout(100)
        picture = ALL / f"{name}-{size}-{look}.png"
        page.screenshot(path=picture, full_page=not in_window)
        if picture.stem in KEPT:
            few_colours = Image.open(picture).convert("RGB").quantize(COLOURS)
            few_colours.save(IMAGES / f"{KEPT[picture.stem]}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
