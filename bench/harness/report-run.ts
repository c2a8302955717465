import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import type { Row } from './compare.ts'

export type Table = {
  readonly title: string
  /** What one figure is, e.g. `ns a call`. */
  readonly unit: string
  /** How it was measured and what to keep in mind. */
  readonly notes: readonly string[]
  readonly rows: readonly Row[]
}

/** One run of one benchmark, as kept under bench/results/. */
export type Run = {
  readonly command: string
  readonly date: string
  readonly machine: string
  readonly node: string
  readonly versions: Readonly<Record<string, string>>
  readonly tables: readonly Table[]
}

export const resultsFolder: URL = new URL('../results/', import.meta.url)

/** Prints a run for a person, and keeps it for `npm run bench:report`. */
export function reportRun(
  name: string,
  tables: readonly Table[],
  versions: Readonly<Record<string, string>> = {},
): void {
  const [cpu] = cpus()
  const run: Run = {
    command: `npm run bench:${name}`,
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    machine: `${cpus().length} x ${cpu?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release().split('-')[0]}, load average ${figure(loadavg()[0] ?? 0)}`,
    node: process.version,
    versions,
    tables,
  }
  for (const table of tables) process.stdout.write(`${asText(table)}\n`)
  mkdirSync(resultsFolder, { recursive: true })
  writeFileSync(new URL(`${name}.json`, resultsFolder), `${JSON.stringify(run, null, 2)}\n`)
}

function asText({ title, unit, notes, rows }: Table): string {
  const width = Math.max(...rows.map(({ name }) => name.length))
  const lines = rows.map((row) => {
    const figures = [row.median, row.min, row.max].map((value) => figure(value).padStart(9))
    const target =
      row.target === undefined ? '' : `  ${row.target.met ? 'met' : 'MISSED'}: ${row.target.text}`
    return `  ${row.name.padEnd(width)} ${figures.join(' ')} ${row.ratio.toFixed(2).padStart(8)}x${target}`
  })
  const head = `  ${''.padEnd(width)} ${['median', 'min', 'max'].map((word) => word.padStart(9)).join(' ')}    ratio`
  return [`${title} (${unit})`, head, ...lines, ...notes.map((note) => `  ${note}`), ''].join('\n')
}

/** Three to four significant digits, grouped. */
export function figure(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}
