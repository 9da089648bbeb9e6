//! The style of the page.

use super::palette;

/// Returns the style sheet.
pub(super) fn sheet(columns: usize) -> String {
    let colours = palette::ALL
        .iter()
        .map(|it| format!("--{}:light-dark({},{});", it.name, it.light, it.dark));
    let colours: String = colours.collect();
    // A wide table is easier to read on its side.
    let page = if columns > 4 { "@page{size:A4 landscape}" } else { "" };
    format!(":root{{color-scheme:light dark;{colours}}}{RULES}{page}")
}

const RULES: &str = "\
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.5rem 3rem;max-width:80rem;background:var(--bg);color:var(--fg);font:400 .875rem/1.45 Inter,system-ui,sans-serif}
h1{margin:0;font-size:1.625rem;line-height:1.25;font-weight:600;letter-spacing:-.02em;overflow-wrap:anywhere}
h1 small{margin-left:.375rem;font-size:.875rem;font-weight:400;letter-spacing:0;color:var(--fg-3)}
h2{margin:2rem 0 .75rem;font-size:1rem;font-weight:600}
dl{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:.75rem 0 1.5rem}dl div{display:flex;gap:.375rem}dt{color:var(--fg-3)}dd{margin:0}
.card{position:relative;overflow-x:auto;border:1px solid var(--line);border-radius:10px}
table{width:100%;border-collapse:separate;border-spacing:0}
th,td{padding:.625rem 1rem;border-bottom:1px solid var(--line);text-align:center;vertical-align:middle;min-width:6.5rem;font-weight:400}
th[scope=row],th[scope=rowgroup],thead th:first-child,.text{text-align:left}
th[scope=row]{position:sticky;left:0;min-width:11rem;max-width:24rem;background:var(--bg);font-weight:500;overflow-wrap:anywhere}
thead th{background:var(--subtle);vertical-align:bottom;font-weight:600;overflow-wrap:anywhere}
th[scope=rowgroup]{padding-block:.5rem;background:var(--subtle);color:var(--fg-3);font-size:.75rem;font-weight:500}
tbody:last-child tr:last-child>*{border-bottom:0}
code{display:block;color:var(--fg-3);font:400 .75rem/1.4 ui-monospace,'SF Mono',Menlo,Consolas,monospace}
p,.detail{margin:0;color:var(--fg-2);font-size:.8125rem;font-weight:400}
.badge{display:inline-block;margin:.125rem;padding:1px .5rem;border-radius:999px;background:var(--accent-soft);color:var(--accent-text);font-size:.75rem;line-height:1.25rem;font-weight:500;overflow-wrap:anywhere}
.badge.plain{background:none;box-shadow:inset 0 0 0 1px var(--line);color:var(--fg-2)}
.yes{color:var(--ok)}.no{color:var(--fg-3)}.num{font-variant-numeric:tabular-nums}
svg{width:1rem;height:1rem;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;vertical-align:-.1875rem}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
footer{margin-top:2rem;color:var(--fg-3);font-size:.75rem;overflow-wrap:anywhere}footer code{display:inline}
@media (max-width:44rem){body{padding:1.25rem 1rem 2rem}th[scope=row]{min-width:8.5rem}th,td{padding:.5rem .75rem;min-width:5.5rem}}
@media print{:root{color-scheme:light}body{padding:0;max-width:none;font-size:9pt}.card{overflow:visible;border-radius:0}th,td{padding:.3rem .5rem;min-width:0}th[scope=row]{position:static;min-width:0}thead{display:table-header-group}tr{break-inside:avoid}.badge,thead th,th[scope=rowgroup]{print-color-adjust:exact}}
";
