"""The browser that tests drive: one found on the machine, or Playwright's own download."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

#: names the executable, and is believed: a wrong one is a failure and not a reason to look on
VARIABLE = "WEIGHBRIDGE_CHROMIUM"

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

MISSING = (
    f"no Chromium found: install Debian's package chromium, run `playwright install chromium`,"
    f" or name one in {VARIABLE}"
)

#: nothing that leaves the machine on its own
ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def executable(playwright: Playwright) -> Path | None:
    """The browser to start; None where there is none."""
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            pytest.fail(f"{VARIABLE} names {named!r}, which is no file")
        return Path(named)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return Path(found)
    own = Path(playwright.chromium.executable_path)
    return own if own.is_file() else None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium, for one module's tests.

    Not for the whole session: as long as it runs, the main thread counts as being in an event
    loop, which tests elsewhere that start their own would not survive.
    """
    with sync_playwright() as playwright:
        found = executable(playwright)
        if found is None:
            if os.environ.get("CI") == "true":
                pytest.fail(MISSING)
            pytest.skip(MISSING)
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        running = playwright.chromium.launch(
            executable_path=found, args=[*ARGUMENTS, *sandbox], chromium_sandbox=not sandbox
        )
        yield running
        running.close()


def main(*, report: bool) -> int:
    """Say which browser the tests use; without one, 1 where that matters."""
    with sync_playwright() as playwright:
        found = executable(playwright)
    if report:
        words = f"ran in {found}" if found else f"were SKIPPED: {MISSING}"
        sys.stdout.write(f"browser tests {words}\n")
        return int(found is None and os.environ.get("CI") == "true")
    return int(found is None)


if __name__ == "__main__":
    sys.exit(main(report="--report" in sys.argv))
