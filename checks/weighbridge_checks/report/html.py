"""Results as one page that needs nothing else: no script, no style sheet, no network."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from weighbridge_checks.report.plain import printable
from weighbridge_checks.report.summary import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from weighbridge_checks.report.entries import Entry

_SEVERITIES = ("error", "warning", "info")
#: whatever a document holds, the page fetches and runs nothing
_ALLOWED = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #767676; --soft: #f2f2f2;
  --error: #b00020; --warning: #7a4d00; --info: #0b4f8a; --waived: #595959; }
@media (prefers-color-scheme: dark) { :root { --ink: #ededed; --paper: #161616; --line: #8a8a8a;
  --soft: #242424; --error: #ff8a94; --warning: #ffc266; --info: #8cc8ff; --waived: #b0b0b0; } }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 70rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: .3rem .6rem;
  text-align: left; } td.n { text-align: right; }
h1, h2, h3, p, th, caption { overflow-wrap: anywhere; } h1 { font-size: 1.5rem; }
h2 { font-size: 1.2rem; } caption { text-align: left; } a { color: var(--info); }
thead th { overflow-wrap: normal; }
@media (max-width: 40rem) { th, td { padding: .2rem .3rem; font-size: .85rem; } }
article { border-left: .4rem solid var(--line); padding: .2rem 1rem; margin: 1rem 0;
  background: var(--soft); }
article.error { border-color: var(--error); } article.warning { border-color: var(--warning); }
article.info { border-color: var(--info); } h3 { font-size: 1rem; margin: .3rem 0; }
.word { font-weight: bold; } .error .word { color: var(--error); }
.warning .word { color: var(--warning); } .info .word { color: var(--info); }
pre { overflow: auto; padding: .5rem; border: 1px solid var(--line); }
code, pre { font-family: ui-monospace, monospace; font-size: .9rem; overflow-wrap: anywhere; }
a:focus, summary:focus, pre:focus { outline: 3px solid var(--info); }
@media print { details > * { display: block; } }
"""


def render(title: str, sentence: str, reports: Mapping[str, Sequence[Entry]]) -> str:
    """The page: the sentence that sums up, a table of contracts, and each finding in its place."""
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_ALLOWED}">',
        f"<title>{_text(title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{_text(title)}</h1>",
        f"<p><strong>{_text(sentence)}</strong></p>",
        *_table(reports),
    ]
    for number, (label, entries) in enumerate(reports.items()):
        parts += _section(number, label, entries)
    parts += ["</main>", "</body>", "</html>"]
    return "\n".join(parts) + "\n"


def _table(reports: Mapping[str, Sequence[Entry]]) -> Iterable[str]:
    yield "<table>"
    yield "<caption>Findings by contract</caption>"
    heads = ("contract", "errors", "warnings", "infos", "waived")
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield f"<thead><tr>{cells}</tr></thead>"
    yield "<tbody>"
    for number, (label, entries) in enumerate(reports.items()):
        counts = count(entries)
        numbers = (counts.errors, counts.warnings, counts.infos, counts.waived)
        cells = "".join(f'<td class="n">{n}</td>' for n in numbers)
        yield f'<tr><th scope="row"><a href="#c{number}">{_text(label)}</a></th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"


def count(entries: Iterable[Entry]) -> Tally:
    """How many entries of each severity stand, and how many are let pass."""
    standing = dict.fromkeys(_SEVERITIES, 0)
    waived = 0
    for entry in entries:
        if entry.passed:
            waived += 1
        else:
            standing[entry.severity] += 1
    return Tally(
        errors=standing["error"],
        warnings=standing["warning"],
        infos=standing["info"],
        waived=waived,
    )


def _section(number: int, label: str, entries: Sequence[Entry]) -> Iterable[str]:
    yield f'<section aria-labelledby="c{number}">'
    yield f'<h2 id="c{number}">{_text(label)}</h2>'
    if not entries:
        yield "<p>Nothing changed.</p>"
    open_ = [e for e in entries if not (e.severity == "info" or e.passed)]
    calm = [e for e in entries if e.severity == "info" or e.passed]
    for entry in open_:
        yield from _article(entry)
    if calm:
        yield f"<details><summary>{len(calm)} that hurt nobody, or are let pass</summary>"
        for entry in calm:
            yield from _article(entry)
        yield "</details>"
    yield "</section>"


def _article(entry: Entry) -> Iterable[str]:
    yield f'<article class="{entry.severity}">'
    word = f"{entry.severity} (waived)" if entry.passed else str(entry.severity)
    yield f'<h3><span class="word">{word}</span> {_text(entry.where)}</h3>'
    yield f"<p>{_text(entry.message)} <code>{_text(entry.rule)}</code></p>"
    for source, name in ((entry.old, "before"), (entry.source, "now")):
        if source:
            place = f"{source.file}:{source.line}:{source.column}"
            yield f"<p>{name}: <code>{_text(place)}</code></p>"
    if entry.evidence:
        yield f"<p>{_text(entry.shown)}:</p>"
        yield f'<pre tabindex="0">{_text(entry.evidence)}</pre>'
    if entry.command:
        yield f'<pre tabindex="0">{_text(entry.command)}</pre>'
    for line in (*entry.lines, *((entry.passed,) if entry.passed else ())):
        yield f"<p>{_text(line)}</p>"
    yield "</article>"


def _text(text: str) -> str:
    return html.escape(printable(text))
