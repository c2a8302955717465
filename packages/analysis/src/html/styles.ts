/** Every row as a block of its own, with the column's name before each figure. */
function asBlocks(table: string): string {
  return `
  ${table}, ${table} :is(tbody, tr, tbody th, td) { display: block; width: 100% } ${table} thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
  ${table} tbody tr { padding: 9px 0; border-bottom: 1px solid var(--grid) } ${table} tbody tr:last-child { border: 0 } ${table} tbody :is(th, td) { border: 0; padding: 1px 0 } ${table} tbody th { font-weight: 600; max-width: none }
  ${table} td.num { display: flex; justify-content: space-between; gap: 16px; text-align: right; white-space: normal } ${table} td.num::before { content: attr(data-label); color: var(--soft); text-align: left; font-weight: 400 }
  ${table} .lane { width: 100% } ${table} .lane span { margin: 3px 0 5px }`
}

/** The page's whole appearance: light and dark by the reader's setting, phone to desktop, paper. */
export const styles = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #101318); --card: light-dark(#fff, #181c23); --edge: light-dark(#dfe3e8, #2b313b);
  --text: light-dark(#1a1f27, #e8ebf0); --soft: light-dark(#55606f, #a3adbb); --grid: light-dark(#e8ebef, #272d37);
  --blue: light-dark(#1d5fd0, #7fb0ff); --band: light-dark(#1d5fd026, #7fb0ff2e);
  --good: light-dark(#14713d, #5fd08f); --bad: light-dark(#b3261e, #ff9088); --wait: light-dark(#8a5a00, #f0bd5c);
}
* { box-sizing: border-box }
body { margin: 0; overflow-wrap: anywhere; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif }
main { max-width: 1160px; margin: 0 auto; padding: 28px 20px 48px }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 } h2 { font-size: 1.15rem; margin: 36px 0 12px } h3 { font-size: 1rem; margin: 0 }
p { margin: 0 } .soft { color: var(--soft); font-size: .875rem } header p { margin-top: 4px; overflow-wrap: anywhere }
.card { background: var(--card); border: 1px solid var(--edge); border-radius: 10px; padding: 16px; min-width: 0 }
.grid-cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr)); gap: 14px }
@media (min-width: 561px) { tbody th { min-width: 165px } .lane { min-width: 90px } } .grid-cards.two { grid-template-columns: minmax(0, 1fr) } @media (min-width: 1000px) { .grid-cards.two { grid-template-columns: 1fr 1fr } tbody th { min-width: 190px } }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 14px; margin: 0; padding: 0 }
.tiles dt { color: var(--soft); font-size: .875rem } .tiles dd { margin: 2px 0 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.2 }
.tiles dd small { display: block; font-size: .8125rem; font-weight: 400; color: var(--soft); margin-top: 2px }
.verdict { border-left: 6px solid var(--soft); margin-top: 18px } .verdict.GO { border-left-color: var(--good) } .verdict.NO_GO { border-left-color: var(--bad) } .verdict.INSUFFICIENT { border-left-color: var(--wait) }
.verdict h2 { margin: 0 0 6px } .notes h2 { font-size: 1rem; margin: 0 } .GO .word { color: var(--good) } .NO_GO .word { color: var(--bad) } .INSUFFICIENT .word { color: var(--wait) } .word { font-weight: 700 }
.verdict ul, .notes ul { margin: 6px 0 0; padding-left: 1.2em } .notes { border-left: 6px solid var(--wait); margin-top: 14px }
.figure { font-size: 1.375rem; font-weight: 600; font-variant-numeric: tabular-nums } .figure small { font-size: .8125rem; font-weight: 400; color: var(--soft); display: block }
svg { display: block; width: 100%; height: auto; margin-top: 8px } svg text { font: 12px system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; fill: var(--soft); font-variant-numeric: tabular-nums }
.grid line { stroke: var(--grid) } .axis line { stroke: var(--soft); stroke-opacity: .6 }
.band { fill: var(--band); stroke: none } .estimate { fill: none; stroke: var(--blue); stroke-width: 2; stroke-linejoin: round } .now { fill: var(--blue) }
.gate line { stroke-width: 1.5; stroke-dasharray: 5 4 } .gate.go line { stroke: var(--good) } .gate.no_go line { stroke: var(--bad) }
.gate text { font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 3px } .gate.go text { fill: var(--good) } .gate.no_go text { fill: var(--bad) }
.point circle { fill: var(--blue); stroke: var(--card); stroke-width: 1.5 } .point text { fill: var(--text); font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 3px } .trace { fill: none; stroke: var(--blue); stroke-opacity: .45 } .card:not(.verdict, .notes) > ul:not(.legend) { margin: 6px 0 0; padding-left: 1.2em; font-size: .875rem }
.reader { fill: transparent } .bar { fill: var(--blue) } .bar.late { fill: var(--bad) }
details { margin-top: 10px; font-size: .875rem } summary { cursor: pointer; color: var(--blue); padding: 4px 0 } summary:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px }
table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; overflow-wrap: normal }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--grid); vertical-align: top } thead th { color: var(--soft); font-weight: 600; vertical-align: bottom } tbody th { font-weight: 500; max-width: 260px; overflow-wrap: anywhere } tr:last-child > * { border-bottom: 0 }
.num { text-align: right; white-space: nowrap } thead .num { white-space: normal } .lane { width: 45% } .lane span { display: block; height: 12px; border-radius: 3px; background: var(--blue); min-width: 3px; margin-top: 5px; print-color-adjust: exact; -webkit-print-color-adjust: exact } .lane .bad { background: var(--bad) } .lane .plain { background: var(--soft) }
.empty { color: var(--soft); padding: 24px 0 } h2 + .empty { padding: 0 } footer { margin-top: 36px; border-top: 1px solid var(--edge); padding-top: 14px }
@media (max-width: 1000px) { .num { white-space: normal } .lane { width: 25% } }
@media (max-width: 1000px) { ${asBlocks('table.wide')} }
@media (max-width: 560px) { main { padding: 20px 16px 36px } .tiles { grid-template-columns: 1fr 1fr } .tiles > :last-child:nth-child(odd) { grid-column: 1 / -1 } .tiles dd { font-size: 1.25rem } .card { padding: 14px }
  ${asBlocks('table')} }
@media print { :root { color-scheme: light } body { background: #fff; font-size: 14px } main { max-width: none; padding: 0 } h2 { break-after: avoid; margin-top: 24px } tr, .grid-cards .card, .tiles .card, .verdict, .notes { break-inside: avoid } .grid-cards { grid-template-columns: 1fr 1fr } .tiles { grid-template-columns: repeat(5, 1fr); gap: 8px } .tiles .card { padding: 10px } .tiles dd { font-size: 1.15rem } details { display: none } svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
`
