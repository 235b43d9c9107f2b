#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the tests that need a real browser: what ``make pages`` calls. It never skips them: without a browser it fails and says how to get one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import environment
import pytests
import rows

import docs

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# What the tests are told: the browser, and the folder of the site.
BROWSER, SITE = "PAGES_BROWSER", "PAGES_SITE"


def find_browser() -> str | None:
    """The path of the first browser that is here."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def install_browser() -> None:
    """Installs Debian's chromium, where this user may and there is apt-get."""
    if os.geteuid() or not shutil.which("apt-get"):
        return
    for words in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", "chromium")):
        # Whether it worked is seen by looking for the browser.
        subprocess.run(["apt-get", *words], stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def browser() -> str:
    """The path of a browser, which is installed if need be. Raises SystemExit when there is none."""
    if not find_browser():
        install_browser()
    found = find_browser()
    if not found:
        raise SystemExit(f"No browser was found ({', '.join(BROWSERS)}), and none could be installed. On Debian, as root: apt-get install chromium")
    return found


def main() -> None:
    """The command line: words for pytest, such as ``-k dark``."""
    where = {BROWSER: browser(), SITE: str(docs.build().parent)}
    venv = environment.make(rows.default_rows()[0], "pages")
    os.environ.update(where)
    done = pytests.run("pages", venv, "tests/pages", *sys.argv[1:], how=pytests.ALONE)
    print(done.output)
    print(f"{done.passed} passed, {done.failed} failed")
    sys.exit(not done.ok)


if __name__ == "__main__":
    main()
