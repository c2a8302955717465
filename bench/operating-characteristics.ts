import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { measureInParallel } from './operating-characteristics/measure-in-parallel.ts'
import { priceTable } from './operating-characteristics/price.ts'
import { fullEffort, quickEffort, type Row } from './operating-characteristics/row.ts'

/** Measures the gates against their promises: `npm run operating-characteristics [-- --quick] [--write FILE]`. */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    seed: { type: 'string' },
    write: { type: 'string' },
    threads: { type: 'string' },
  },
})
const of = values.quick ? quickEffort : fullEffort
const effort = { ...of, seed: values.seed === undefined ? of.seed : Number(values.seed) }
const threads = Number(values.threads ?? Math.min(4, availableParallelism()))

const from = performance.now()
const { rows, prices } = await measureInParallel(effort, threads, (measured) => {
  for (const row of measured.rows) {
    process.stderr.write(`${row.meets ? 'ok  ' : 'MISS'} ${row.property}: ${row.ours}\n`)
  }
})
const seconds = Math.round((performance.now() - from) / 1000)
process.stderr.write(`${seconds} s on ${threads} threads\n`)
const table = markdown(rows)
const price = priceTable(prices, effort.priceRuns)
process.stdout.write(
  values.json
    ? `${JSON.stringify({ seed: effort.seed, rows, prices }, null, 2)}\n`
    : `${table}\n${price}`,
)
if (values.write !== undefined) {
  writeInto(values.write, 'operating-characteristics', table)
  writeInto(values.write, 'price-of-go', price)
}
if (rows.some(({ meets }) => !meets)) process.exitCode = 1

function markdown(all: readonly Row[]): string {
  const lines = all.map(
    (row) =>
      `| ${row.property} | ${row.target} | ${row.ours}${row.meets ? '' : ' **missed**'} | ${row.pointEstimate} | ${row.clopperPearson} | ${row.mixtureSprt} |`,
  )
  const kind = values.quick ? 'A quick run: few simulations a row, so large errors. ' : ''
  return [
    '| property, looking after every decision or window | target | ours | point estimate | Clopper-Pearson, peeking | mSPRT |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
    `${kind}Seed ${effort.seed}. Rows without ± are exact; ± is one standard error of what was simulated, and a target counts as kept within two of its own.`,
    '',
  ].join('\n')
}

/** Puts a table between the markers of a document. */
function writeInto(file: string, name: string, text: string): void {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const document = readFileSync(file, 'utf8')
  const [first, last] = [document.indexOf(start), document.indexOf(end)]
  if (first < 0 || last < first) throw new Error(`${file} has no ${start} … ${end}`)
  const before = document.slice(0, first + start.length)
  writeFileSync(file, `${before}\n\n${text}\n${document.slice(last)}`)
}
