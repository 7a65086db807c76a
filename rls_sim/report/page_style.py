"""The look of pages of HTML: readable on a screen, on paper and in grey."""

STYLE = """
:root { --ink: #1b1b1b; --grey: #5c5c5c; --line: #d9d9d9; --blue: #0072B2; --red: #B34700; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; }
body { font: 15px/1.5 "DejaVu Sans", Verdana, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px 28px 60px; }
h1 { font-size: 26px; margin: 8px 0 4px; }
h2 { font-size: 21px; margin: 44px 0 4px; padding-top: 14px; border-top: 2px solid var(--ink); }
h3 { font-size: 14px; margin: 18px 0 4px; color: var(--grey); }
p, ul { margin: 4px 0 10px; max-width: 78ch; }
ul { padding-left: 20px; }
.lead, .question { font-size: 17px; }
.source { color: var(--blue); font-size: 12px; border-bottom: 1px dotted; cursor: help; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 14px; }
th { text-align: left; font-size: 12px; color: var(--grey); font-weight: 600; }
th, td { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.verdicts { font-size: 13px; table-layout: fixed; }
.verdicts th:nth-child(1) { width: 32%; } .verdicts th:nth-child(2) { width: 12%; }
.verdicts th:nth-child(3) { width: 15%; } .verdicts th:nth-child(4) { width: 18%; }
.verdicts td { overflow-wrap: break-word; }
small { font-size: 11px; color: var(--grey); }
.condition { font: 11px/1.35 "DejaVu Sans Mono", monospace; color: var(--grey); margin-top: 3px; }
.note, .what { font-size: 11.5px; color: var(--grey); margin-top: 3px; }
.note { font-style: italic; }
.holds { color: var(--blue); } .fails { color: var(--red); } .open { color: var(--grey); }
td.holds, td.fails { font-weight: 600; }
.marks { font-size: 17px; white-space: nowrap; } .marks a { text-decoration: none; }
.key { font-size: 13px; }
.summary td:first-child { width: 25%; } a { color: var(--blue); }
.bar { position: relative; height: 6px; margin-top: 5px; background: #efefef; }
.bar i { position: absolute; top: 0; height: 6px; background: #8a8a8a; }
.bar b { position: absolute; top: -2px; width: 2px; height: 10px; background: #000; }
figure { margin: 14px 0; } figure img { width: 100%; height: auto; }
details { font-size: 13px; }
pre { white-space: pre-wrap; font-size: 11px; background: #f6f6f6; padding: 10px; }
.facts th { width: 110px; } .facts td { font-size: 12px; overflow-wrap: anywhere; }
@media print {
  body { font-size: 9.5pt; } main { max-width: none; padding: 0; }
  h2 { break-before: page; border: 0; margin-top: 0; } figure, tr { break-inside: avoid; }
  figure img { max-height: 172mm; object-fit: contain; } details { display: none; }
  h3 { break-after: avoid; } thead { display: table-header-group; }
  .verdicts { font-size: 8pt; } small, .what, .note { font-size: 6.8pt; }
  .condition { font-size: 6.2pt; }
  .bar, .bar i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
