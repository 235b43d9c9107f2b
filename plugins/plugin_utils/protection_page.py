# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The protection report as one HTML page that needs nothing else: no network, no other file. Pure."""

from __future__ import annotations

import html
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._protection.verdict import PROTECTED, STALE, UNKNOWN, UNPROTECTED, VERDICTS

from .protection_report import NEVER, Place, Report, Row, age_in_words, drill_in_words

_MEANINGS = {
    UNPROTECTED: "cannot be restored from anything",
    UNKNOWN: "something could not be read",
    STALE: "can be restored to an older state only",
    PROTECTED: "can be restored to a recent state",
}
# A sign for each verdict, for whoever does not see the colors.
_SIGNS = {UNPROTECTED: "\u2716", UNKNOWN: "?", STALE: "\u25d4", PROTECTED: "\u2714"}
# The bars of the picture: the age of the newest restorable state, up to so many seconds.
_AGES = (("under 1 hour", 3600), ("1 to 6 hours", 21600), ("6 to 24 hours", 86400), ("1 to 7 days", 604800), ("7 to 30 days", 2592000), ("over 30 days", None))
# The heads of the columns that a table has only where there are several places, or where the restore drills were read; and the class that gives them room.
_PLACE, _DRILL = "<th>Place</th>", "<th>Last restore drill</th>"
_MANY, _DRILLS = "many", "drills"
_NONE = "nothing to restore"
_BAR_HEIGHT, _BAR_STEP, _LABEL_WIDTH, _BARS_WIDTH = 16, 24, 118, 250

_STYLE = """
:root { color-scheme: light dark; --back: #fff; --card: #f5f6f8; --text: #1c2733; --soft: #556270; --line: #d5dae0;
  --unprotected: #b3261e; --unknown: #6b4fa0; --stale: #8a5a00; --protected: #1d6f42; }
@media (prefers-color-scheme: dark) { :root { --back: #14181d; --card: #1e242b; --text: #e8ecf0; --soft: #a5b0bb; --line: #37414c;
  --unprotected: #ff8f87; --unknown: #c3acf0; --stale: #f0bd62; --protected: #74d19f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 78rem; background: var(--back); color: var(--text); font: 1rem/1.45 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
p { margin: .3rem 0; } .soft { color: var(--soft); }
.totals { display: grid; grid-template-columns: repeat(4, 1fr); gap: .8rem; margin: 1.2rem 0; }
.total { display: flex; flex-direction: column; align-items: flex-start; }
.total { font: inherit; text-align: left; color: inherit; background: var(--card); border: 1px solid var(--line); border-left: .4rem solid var(--line);
  border-radius: .4rem; padding: .7rem .9rem; cursor: pointer; }
.total[aria-pressed=true] { outline: 3px solid currentColor; }
.total b { display: block; font-size: 1.9rem; line-height: 1.1; }
.unprotected { border-left-color: var(--unprotected); } .unknown { border-left-color: var(--unknown); }
.stale { border-left-color: var(--stale); } .protected { border-left-color: var(--protected); }
.verdict { font-weight: 600; white-space: nowrap; }
.verdict.unprotected, b.unprotected { color: var(--unprotected); } .verdict.unknown, b.unknown { color: var(--unknown); }
.verdict.stale, b.stale { color: var(--stale); } .verdict.protected, b.protected { color: var(--protected); }
.notice { border: 1px solid var(--unprotected); border-left-width: .4rem; border-radius: .4rem; padding: .6rem .9rem; margin: 1rem 0; }
svg { width: min(100%, 34rem); height: auto; } svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
svg .unprotected { fill: var(--unprotected); } svg .unknown { fill: var(--unknown); } svg .stale { fill: var(--stale); }
svg .protected { fill: var(--protected); }
.tools { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: .6rem 0; }
input { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--soft); border-radius: .4rem; padding: .45rem .7rem; width: 22rem;
  max-width: 100%; }
/* Rows that are grids of their own are laid out only when they come into view, which table rows are not. */
table, thead, tbody { display: block; }
tr { display: grid; grid-template-columns: var(--columns); border-bottom: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 3rem; }
tr[hidden] { display: none; }
th, td { text-align: left; padding: .45rem .6rem; overflow-wrap: anywhere; }
thead { color: var(--soft); font-size: .85rem; position: sticky; top: 0; background: var(--back); z-index: 1; }
td.name { font-weight: 600; } .nowrap { white-space: nowrap; }
#tables { --columns: 9.2rem minmax(0, 2fr) var(--place,) 8.5rem 8.2rem var(--drill,) 5.6rem minmax(0, 3.3fr); }
#orphans { --columns: minmax(0, 2fr) var(--place,) minmax(0, 2fr) 12rem 6rem; }
.many { --place: minmax(0, 1.2fr); } .drills { --drill: 8.5rem; }
@media (max-width: 45rem) {
  body { padding: 1rem; } .totals { grid-template-columns: repeat(2, 1fr); }
  thead { display: none; } tr { display: block; border: 1px solid var(--line); border-radius: .4rem; margin: .6rem 0; }
  td { display: block; padding: .25rem .7rem; } td:empty { display: none; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-weight: 400; }
}
@media print {
  :root { color-scheme: light; --back: #fff; --card: #fff; --text: #000; --soft: #333; --line: #999;
    --unprotected: #b3261e; --unknown: #6b4fa0; --stale: #8a5a00; --protected: #1d6f42; }
  .tools { display: none; } body { padding: 0; max-width: none; font-size: .8rem; } tr { break-inside: avoid; content-visibility: visible; }
  thead { position: static; }
}
"""

_SCRIPT = """
(function () {
  var box = document.getElementById("filter"), shown = document.getElementById("shown"), pressed = "";
  var rows = Array.prototype.slice.call(document.querySelectorAll("#tables tbody tr"));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  var cards = Array.prototype.slice.call(document.querySelectorAll(".total"));
  function apply() {
    var words = box.value.toLowerCase().split(/\\s+/).filter(Boolean), number = 0;
    rows.forEach(function (row, at) {
      var fits = (!pressed || row.dataset.verdict === pressed) && words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      if (row.hidden === fits) { row.hidden = !fits; }
      number += fits ? 1 : 0;
    });
    shown.textContent = number + " of " + rows.length + " shown";
  }
  box.addEventListener("input", apply);
  cards.forEach(function (card) {
    card.addEventListener("click", function () {
      pressed = pressed === card.dataset.verdict ? "" : card.dataset.verdict;
      cards.forEach(function (each) { each.setAttribute("aria-pressed", String(each.dataset.verdict === pressed)); });
      apply();
    });
  });
  apply();
}());
"""


def as_html(report: Report) -> str:
    """The page."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        # Nothing is ever loaded, whatever a name holds.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">",
        "<title>DynamoDB protection report</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        *_head(report),
        *_totals(report),
        *_failed(report.failed_places()),
        *_picture(report),
        *_tables(report),
        *_orphans(report),
        f"<script>{_SCRIPT}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _head(report: Report) -> t.Iterator[str]:
    yield "<h1>DynamoDB protection report</h1>"
    known = [
        f"Checked {_minute(report.checked_at)}" if report.checked_at else "Not checked",
        f"{len(report.places)} places" if len(report.places) > 1 else ", ".join(place.region or place.name for place in report.places),
        f"{len(report.rows)} tables",
        f"A table is protected when its newest restorable state is at most {report.max_age} old" if report.max_age else "",
    ]
    yield f'<p class="soft">{_text(". ".join(each for each in known if each))}.</p>'


def _totals(report: Report) -> t.Iterator[str]:
    yield '<div class="totals">'
    for verdict, number in report.counts().items():
        share = f" ({_percent(number, len(report.rows))})" if report.rows else ""
        yield f'<button type="button" class="total {verdict}" data-verdict="{verdict}" aria-pressed="false"><b class="{verdict}">{number}</b>'
        yield f'<span>{_SIGNS[verdict]} {verdict}{share}</span><span class="soft">{_MEANINGS[verdict]}</span></button>'
    yield "</div>"


def _percent(number: int, total: int) -> str:
    """The share, which is 0 % and 100 % only where it is exactly that."""
    share = 100 * number / total
    return "&lt;1 %" if 0 < share < 1 else "&gt;99 %" if 99 < share < 100 else f"{share:.0f} %"


def _failed(places: t.Sequence[Place]) -> t.Iterator[str]:
    for place in places:
        where = f" ({_text(place.region)})" if place.region and place.region != place.name else ""
        yield f'<div class="notice"><b class="unprotected">Not checked to the end: {_text(place.name)}{where}.</b> {_text(place.msg)}</div>'


def _bar_of(age: float) -> str:
    """The bar of an age in seconds."""
    return [name for name, most in _AGES if most is None or age < most][0]


def _picture(report: Report) -> t.Iterator[str]:
    """How many tables have a newest restorable state of which age, by verdict."""
    if not report.rows:
        return
    bars: dict[str, list[Row]] = {name: [] for name, most in _AGES}
    bars[_NONE] = []
    for row in report.rows:
        age = row.age
        bars[_NONE if age is None else _bar_of(age)].append(row)
    most = max(len(rows) for rows in bars.values())
    height, width = _BAR_STEP * len(bars), _LABEL_WIDTH + _BARS_WIDTH + 52
    told = ", ".join(f"{name}: {len(rows)}" for name, rows in bars.items())
    yield "<h2>Age of the newest restorable state</h2>"
    yield f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="Number of tables by age. {_text(told)}">'
    for number, (name, rows) in enumerate(bars.items()):
        top, left = number * _BAR_STEP, float(_LABEL_WIDTH)
        yield f'<text x="{_LABEL_WIDTH - 8}" y="{top + 12}" text-anchor="end">{name}</text>'
        for verdict in reversed(VERDICTS):
            size = _BARS_WIDTH * sum(row.verdict == verdict for row in rows) / most
            if size:
                yield f'<rect class="{verdict}" x="{left:.2f}" y="{top}" width="{size:.2f}" height="{_BAR_HEIGHT}"></rect>'
                left += size
        yield f'<text x="{left + 6:.2f}" y="{top + 12}">{len(rows)}</text>'
    yield "</svg>"


def _tables(report: Report) -> t.Iterator[str]:
    many, drills = len(report.places) > 1, report.drills_known()
    yield "<h2>Tables, the most urgent first</h2>"
    yield '<div class="tools"><input id="filter" type="search" placeholder="Filter by name, place, reason ..." aria-label="Filter the tables">'
    yield '<span id="shown" class="soft" aria-live="polite"></span></div>'
    yield f'<table id="tables"{_classes(many, drills)}><thead><tr><th>Verdict</th><th>Table</th>{_PLACE if many else ""}'
    yield f"<th>Newest state</th><th>Restored from</th>{_DRILL if drills else ''}<th>Size</th><th>Reasons</th></tr></thead><tbody>"
    for row in report.rows:
        yield _row(row, many, _drill(report, row) if drills else "")
    yield "</tbody></table>"
    if not report.rows:
        yield "<p>No table was checked.</p>"


def _classes(many: bool, drills: bool = False) -> str:
    names = [name for name, is_there in ((_MANY, many), (_DRILLS, drills)) if is_there]
    return f' class="{" ".join(names)}"' if names else ""


def _drill(report: Report, row: Row) -> str:
    """The cell with the last restore drill."""
    told = drill_in_words(report, row) or "not known"
    moment = "" if row.drill in ("", NEVER) else f'<br><span class="soft">{_text(_minute(row.drill))}</span>'
    return f'<td data-label="Last restore drill">{_text(told)}{moment}</td>'


def _row(row: Row, many: bool, drill: str) -> str:
    size = row.found.get("table_size_bytes")
    newest = row.found.get("latest_restorable_date_time", "")
    cells = [
        f'<td class="verdict {row.verdict}">{_SIGNS[row.verdict]} {row.verdict}</td>',
        f'<td class="name">{_text(row.name)}</td>',
        f'<td data-label="Place">{_text(row.where())}</td>' if many else "",
        f'<td data-label="Newest state">{_text(age_in_words(row))} ago<br><span class="soft">{_text(_minute(newest))}</span></td>' if newest else "<td></td>",
        f'<td data-label="Restored from">{_text(row.restorable_from)}</td>' if row.restorable_from else "<td></td>",
        drill,
        f'<td class="nowrap" data-label="Size">{_bytes(size)}</td>' if size is not None else "<td></td>",
        f"<td>{_text(' '.join(row.found.get('reasons', ())))}{_plans(row)}</td>",
    ]
    return f'<tr data-verdict="{row.verdict}">{"".join(cells)}</tr>'


def _plans(row: Row) -> str:
    """The plans that select a protected table; the reasons of any other one have them."""
    plans = row.found.get("backup_plans")
    if plans is None or row.verdict != PROTECTED:
        return ""
    known = [f"{each['backup_plan_name']} (next run {_minute(each.get('next_execution_time', '')) or 'not known'})" for each in plans]
    return f'<br><span class="soft">Backup plans: {_text(", ".join(known) or "none")}</span>'


def _orphans(report: Report) -> t.Iterator[str]:
    if not report.orphans:
        return
    many = len(report.places) > 1
    yield "<h2>Backups of deleted tables</h2>"
    yield f"<p>{len(report.orphans)} on-demand backups ({_bytes(report.orphaned_bytes())}) are of tables that no longer exist. AWS charges for them.</p>"
    yield f'<details><summary>Show them</summary><table id="orphans"{_classes(many)}><thead><tr><th>Table</th>{_PLACE if many else ""}'
    yield "<th>Backup</th><th>Created</th><th>Size</th></tr></thead><tbody>"
    for each in report.orphans:
        place = f'<td data-label="Place">{_text(each["place"])}</td>' if many else ""
        cells = f'<td class="name">{_text(each.get("table_name", ""))}</td>{place}<td data-label="Backup">{_text(each.get("backup_name", ""))}</td>'
        created = _text(_minute(str(each.get("backup_creation_date_time", ""))))
        yield f'<tr>{cells}<td data-label="Created">{created}</td><td class="nowrap" data-label="Size">{_bytes(each.get("backup_size_bytes", 0))}</td></tr>'
    yield "</tbody></table></details>"


def _text(value: t.Any) -> str:
    """The value as text in a page, whatever is in it."""
    return html.escape(str(value), quote=True)


def _minute(moment: str) -> str:
    """A moment of ISO 8601 in UTC, to the minute."""
    return f"{moment[:10]} {moment[11:16]} UTC" if len(moment) > 15 else moment


def _bytes(size: int) -> str:
    """So many bytes, in the largest unit of which there is one."""
    amount, units = float(size), ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"]
    while amount >= 1024 and len(units) > 1:
        amount, units = amount / 1024, units[1:]
    return f"{amount:.0f} {units[0]}" if units[0] == "bytes" or amount >= 10 else f"{amount:.1f} {units[0]}"
