# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a browser says of a page: text that is cut off, contrast, links that lead nowhere."""

from __future__ import annotations

import html.parser
import pathlib
import typing as t
import urllib.parse

if t.TYPE_CHECKING:
    from playwright.sync_api import Page

# Elements whose text is wider than their room. Code may scroll in its own frame; what is there for screen readers alone is one pixel wide.
_CLIPPED = """() => {
  const found = [], root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + 1) found.push(`the page is ${root.scrollWidth} wide, the window ${root.clientWidth}`);
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    if (style.display === "inline" || element.clientWidth <= 1 || element.closest("pre, .highlight, svg, label, button, input")) continue;
    if (element.scrollWidth > element.clientWidth + 1 && (style.overflowX !== "visible" || element.matches("td, th, table, p, li")))
    {
      const name = `${element.tagName.toLowerCase()}.${element.className}`, text = element.textContent.trim().slice(0, 60);
      found.push(`${name}: ${element.scrollWidth} > ${element.clientWidth}: ${text}`);
    }
  }
  return found;
}"""

# The lowest contrast of any text with what is behind it (WCAG 2.2: 4.5 for text, 3 for large text), and the text.
_CONTRAST = """() => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((each) => { each /= 255; return each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const rgb = numbers(getComputedStyle(each).backgroundColor);
      if (rgb.length >= 3 && (rgb.length < 4 || rgb[3] > 0.5)) return rgb;
    }
    return [255, 255, 255];
  };
  let worst = [21, ""];
  for (const element of document.querySelectorAll("article *")) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.offsetWidth || element.closest("svg, .headerlink")) continue;
    const [one, other] = [light(numbers(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < worst[0]) worst = [ratio, `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 40)}`];
  }
  return worst;
}"""


def clipped(page: Page) -> list[str]:
    """The elements of the page whose text is cut off or runs over, each with its widths and the beginning of its text."""
    return t.cast("list[str]", page.evaluate(_CLIPPED))


def lowest_contrast(page: Page) -> tuple[float, str]:
    """The lowest contrast of a text of the page, from 1 to 21, and the text."""
    ratio, text = page.evaluate(_CONTRAST)
    return float(ratio), str(text)


class _Links(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps where links and pictures lead, and what can be led to."""
        named = dict(attrs)
        self.ids |= {value for name in ("id", "name") if (value := named.get(name))}
        target = named.get("href") if tag in ("a", "link") else named.get("src") if tag in ("img", "script") else None
        if target:
            self.targets.append(target)


def dead_links(site: pathlib.Path) -> list[str]:
    """The links of a site to its own pages, parts of pages and files that do not exist. Links to other sites are not followed."""
    pages: dict[pathlib.Path, _Links] = {}
    for file in sorted(site.rglob("*.html")):
        pages[file] = _Links()
        pages[file].feed(file.read_text(encoding="utf-8"))
    found = []
    for file, links in pages.items():
        for target in links.targets:
            parts = urllib.parse.urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            leads_to = (file.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else file
            fragment = urllib.parse.unquote(parts.fragment)
            known = pages.get(leads_to)
            if not leads_to.is_file() or (fragment and known and fragment not in known.ids):
                found.append(f"{file.relative_to(site)}: {target}")
    return found
