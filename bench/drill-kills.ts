/**
 * Kills under faults: processes that accept candidates without end, over SQLite, PostgreSQL and a control plane,
 * killed by `partial-trust kill` while files are removed and replaced, locks held, servers stopped and processes
 * paused, each fault drawn from a seed. Every answer is held against what the processes did after it: no accept
 * after "killed" and its bound, and "NOT KILLED" only where that is true.
 * Run: npm run drill:kills (-- --kills 1000 --seed 1 --stores sqlite,postgres,plane --faults TEXT --at-once 4 --output FILE --add)
 * With --add, to what FILE holds of other seeds.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { seededRandom } from '@partial-trust/testing'
import { DrillTally, drillText } from './kill-faults/drill-report.ts'
import { openLane, storeKinds } from './kill-faults/lanes.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    stores: { type: 'string', default: storeKinds.join(',') },
    faults: { type: 'string' },
    'at-once': { type: 'string', default: '4' },
    output: { type: 'string' },
    add: { type: 'boolean', default: false },
  },
})
const [kills, seed, atOnce] = [values.kills, values.seed, values['at-once']].map(Number)
const kinds = values.stores.split(',')
if (
  kills === undefined ||
  seed === undefined ||
  atOnce === undefined ||
  ![kills, seed, atOnce].every((value) => Number.isSafeInteger(value) && value > 0) ||
  !kinds.every((kind) => storeKinds.some((known) => known === kind))
) {
  process.stderr.write(
    `drill:kills: kills, seed and at-once are whole numbers from 1 on; stores are of ${storeKinds.join(', ')}\n`,
  )
  process.exit(2)
}

const tally = new DrillTally(seed)
let next = 0

/** One stand after another of one kind of store, one kill after another. */
async function lane(number: number): Promise<void> {
  const kind = storeKinds.find((one) => one === kinds[number % kinds.length])
  if (kind === undefined) return
  const open = await openLane(kind, values.faults)
  if (open === null) {
    process.stderr.write(`${kind} cannot be started here: nothing was killed on it\n`)
    process.exitCode = 1
    return
  }
  try {
    while (next < (kills ?? 0)) {
      next += 1
      const name = `kill ${next} of seed ${seed}`
      await open.killOnce(name, seededRandom(seed ?? 1, kind, next), tally)
      if (next % 25 === 0) process.stderr.write(`${next} kills\n`)
    }
  } finally {
    await open.close()
  }
}

const ended = await Promise.allSettled(Array.from({ length: atOnce }, (_, number) => lane(number)))
for (const one of ended) {
  if (one.status === 'fulfilled') continue
  process.stderr.write(`the drill itself failed: ${one.reason}\n`)
  process.exitCode = 1
}
if (values.add && values.output !== undefined && existsSync(values.output)) {
  tally.addRun(JSON.parse(readFileSync(values.output, 'utf8')))
}
const report = tally.report()
process.stdout.write(drillText(report))
if (values.output !== undefined) {
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(values.output, `${JSON.stringify({ ...report, date }, null, 2)}\n`)
}
if (report.violations.length > 0 || report.late > 0 || report.kills < kills) process.exitCode = 1
process.exit()
