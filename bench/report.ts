// Writes docs/benchmarks.md from the last run of every benchmark; nothing in it is typed by hand.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Row } from './harness/compare.ts'
import { figure, resultsFolder } from './harness/report-run.ts'
import type { Run, Table } from './harness/report-run.ts'

const runs = readdirSync(resultsFolder)
  .filter((name) => name.endsWith('.json'))
  .toSorted()
  .flatMap((name) => {
    const run: Partial<Run> = JSON.parse(readFileSync(new URL(name, resultsFolder), 'utf8'))
    return isRun(run) ? [run] : []
  })

/** Other benchmarks may keep results of their own shape in the folder. */
function isRun(run: Partial<Run>): run is Run {
  return run.tables !== undefined && run.command !== undefined && run.versions !== undefined
}

function section(run: Run): string {
  const versions = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`)
  const made = `\`${run.command}\`, ${run.date} UTC, ${run.machine}, Node ${run.node.slice(1)}`
  return [...run.tables.map(table), `Measured by ${[made, ...versions].join(', ')}.`].join('\n\n')
}

function table({ title, unit, notes, rows }: Table): string {
  return [
    `## ${title}`,
    `${unit[0]?.toUpperCase()}${unit.slice(1)}.`,
    [
      '| measured | median | min | max | ratio | target |',
      '| --- | ---: | ---: | ---: | ---: | --- |',
      ...rows.map(line),
    ].join('\n'),
    notes.join(' '),
  ].join('\n\n')
}

function line(row: Row): string {
  const figures = [row.median, row.min, row.max].map(figure)
  const target =
    row.target === undefined ? '' : `${row.target.text}: ${row.target.met ? 'met' : '**missed**'}`
  return `| ${[row.name, ...figures, `${row.ratio.toFixed(2)}x`, target].join(' | ')} |`
}

const page = [
  '# Benchmarks',
  '<!-- Written by `npm run bench:report` from bench/results/. Do not edit. -->',
  'Every table shows others beside ours, measured in turn in the same run, because absolutes belong to one machine on one day: trust the ratios. The ratio is the median of each round’s ratio to the row marked 1.00x.',
  ...runs.map(section),
].join('\n\n')
const path = new URL('../docs/benchmarks.md', import.meta.url)
writeFileSync(path, `${page}\n`)
process.stdout.write(`docs/benchmarks.md: ${runs.length} runs\n`)
