import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { fullEffort, measure, quickEffort, type Row } from './operating-characteristics/rows.ts'

/** Measures the gates against their promises: `npm run operating-characteristics [-- --quick] [--write FILE]`. */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    seed: { type: 'string' },
    write: { type: 'string' },
  },
})
const effort = values.quick ? quickEffort : fullEffort
const seed = values.seed === undefined ? effort.seed : Number(values.seed)

const rows: Row[] = []
for (const row of measure({ ...effort, seed })) {
  rows.push(row)
  process.stderr.write(`${row.meets ? 'ok  ' : 'MISS'} ${row.property}: ${row.ours}\n`)
}
const table = markdown(rows)
process.stdout.write(values.json ? `${JSON.stringify({ seed, rows }, null, 2)}\n` : table)
if (values.write !== undefined) writeInto(values.write, table)
if (rows.some(({ meets }) => !meets)) process.exitCode = 1

function markdown(all: readonly Row[]): string {
  const lines = all.map(
    (row) =>
      `| ${row.property} | ${row.target} | ${row.ours}${row.meets ? '' : ' **missed**'} | ${row.pointEstimate} | ${row.clopperPearson} | ${row.mixtureSprt} |`,
  )
  return [
    '| property, looking after every decision or window | target | ours | point estimate | Clopper-Pearson, peeking | mSPRT |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
    `Seed ${seed}; binomial rows are exact, delays simulated (${effort.detectionRuns} runs); ± is one standard error of what was simulated (${effort.dependentRuns} runs where none are named).`,
    '',
  ].join('\n')
}

/** Puts the table between the markers of a document. */
function writeInto(file: string, text: string): void {
  const [start, end] = ['<!-- operating-characteristics -->', '<!-- /operating-characteristics -->']
  const document = readFileSync(file, 'utf8')
  const [from, to] = [document.indexOf(start), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${file} has no ${start} … ${end}`)
  writeFileSync(file, `${document.slice(0, from + start.length)}\n\n${text}\n${document.slice(to)}`)
}
