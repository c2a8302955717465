// Thirty-eight simulated days of a fleet in PostgreSQL: what the store holds, and what a verdict from it takes.
import { Client } from 'pg'
import { startTestPostgres } from '../packages/control/src/embedded-postgres.contract.ts'
import { openControl } from '../packages/control/dist/index.js'
import { PostgresDatabase } from '../packages/control/dist/postgres-database.js'
import { simulateDays } from './fleet/days.ts'
import type { Day } from './fleet/days.ts'
import type { Row } from './harness/compare.ts'
import { reportRun } from './harness/report-run.ts'

const wantedDays = Number(process.argv[2] ?? 38)
/** Of the machine's time; what passed by then is reported. */
const withinS = Number(process.argv[3] ?? 900)
/** Windows that no verdict needs go after so many days. */
const horizonDays = 36
const processes = 1
const fleet = 500

const postgres = await startTestPostgres({ asItComes: true })
if (postgres.kind === 'unavailable')
  throw new Error(`PostgreSQL cannot start here: ${postgres.why}`)
const url = await postgres.freshUrl()
const database = new PostgresDatabase(url)
await database.make(async () => {})
await database.close()
const client = new Client({ connectionString: url })
client.on('error', () => undefined) // the server may end before it
await client.connect()
const control = openControl({ kind: 'postgres', url }, { cwd: '/', now: Date.now })
if (control === null) throw new Error('no control')

try {
  const run = await simulateDays({
    control,
    client,
    days: wantedDays,
    processes,
    fleet,
    onDay: note,
  })
  const last = run[run.length - 1]
  if (last === undefined) throw new Error('no day passed')
  const days = last.day
  const shownDays = [3, 10, 20, 30, horizonDays, days].filter(
    (day, index, all) => day <= days && all.indexOf(day) === index,
  )
  const reference = sizeOf(run, shownDays[0] ?? 0)
  const flat = run.filter(({ day }) => day >= horizonDays)
  reportRun('fleet-days', [
    {
      title: `A store of ${fleet} processes over ${days} simulated days`,
      unit: 'MB in PostgreSQL, indexes included',
      notes: [
        `One corridor, rates and stages as a rollout goes through them. ${processes} processes were simulated in full, each with a row for every twenty seconds of every day (two buckets of two cells), through the store's own writer, its folding and its tables by day, with the time of PostgreSQL's function set to the simulated day; what single processes sent is multiplied to ${fleet}, windows do not depend on how many there are.`,
        `A process leaves ${Math.round(last.rowsADay / processes)} rows and ${(last.bytesADay / processes / 1e6).toFixed(2)} MB a day (${Math.round(last.bytesADay / last.rowsADay)} bytes a row), kept for two days and today; the windows of all of them take ${(last.pooledBytes / 1e6).toFixed(1)} MB.`,
      ],
      rows: shownDays.map((day) => ({
        ...single(`after day ${day}`, sizeOf(run, day)),
        ratio: sizeOf(run, day) / reference,
        ...(day === days && flat.length > 1
          ? {
              target: {
                text: 'flat after the horizon (35 days): within 5 % of day 36',
                met: flat.every(({ day: of }) => near(sizeOf(run, of), sizeOf(run, horizonDays))),
              },
            }
          : {}),
      })),
    },
    {
      title: 'A verdict from it',
      unit: 'ms of processor time',
      notes: [
        `At the end of each simulated day from the third on, over the counts of ${fleet} processes; whoever leads keeps the counts, reads what grew and judges again and again. Ratios are to 50 ms.`,
        `At the end there were ${last.pooledRows.toLocaleString('en-US')} rows of counts: buckets of ten seconds for three hours, then windows of five and ten minutes where a verdict reads them, of an hour where it does not.`,
      ],
      rows: [
        summed('a verdict, as whoever leads gives them', run, ({ verdictMs }) => verdictMs, {
          text: '< 50 ms',
          holds: (median) => median < 50,
        }),
        summed('the first of a day', run, ({ firstVerdictMs }) => firstVerdictMs),
        summed('all counts read anew, by whoever has just started', run, ({ readMs }) => readMs),
      ],
    },
  ])
} finally {
  await control.close()
  await client.end()
  await postgres.stop()
}

function note(day: Day): boolean {
  process.stderr.write(`${JSON.stringify(day)}\n`)
  return day.elapsedS < withinS
}

/** The whole store's size with the rows of single processes as many as the fleet's. */
function sizeOf(run: readonly Day[], day: number): number {
  const found = run.find((one) => one.day === day)
  if (found === undefined) throw new Error(`day ${day} did not pass`)
  return (found.pooledBytes + (found.sentBytes / processes) * fleet) / 1e6
}

function near(one: number, other: number): boolean {
  return Math.abs(one - other) <= other * 0.05
}

function single(name: string, value: number): Omit<Row, 'ratio'> {
  return { name, median: value, min: value, max: value }
}

function summed(
  name: string,
  run: readonly Day[],
  figureOf: (day: Day) => number,
  target?: { readonly text: string; readonly holds: (median: number) => boolean },
): Row {
  const figures = run
    .filter(({ day }) => day >= 3)
    .map(figureOf)
    .toSorted((a, b) => a - b)
  const median = figures[Math.floor(figures.length / 2)] ?? Number.NaN
  return {
    name,
    median,
    min: figures[0] ?? Number.NaN,
    max: figures[figures.length - 1] ?? Number.NaN,
    ratio: median / 50,
    ...(target === undefined ? {} : { target: { text: target.text, met: target.holds(median) } }),
  }
}
