// Runs the suite again and again on a machine that is made busy, and says what failed in some runs and not in
// others: `npm run test:under-load -- --runs 10 --together 4 [-- packages/control]`. Suites beside one another
// are each other's load, and real work; `--load 16` keeps the machine busy with that many empty loops instead.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { BusyLoops } from './under-load/busy-loops.ts'
import { loadSeen } from './under-load/load-seen.ts'
import { whatFlaked } from './under-load/what-flaked.ts'
import type { Run } from './under-load/what-flaked.ts'

/** What one suite keeps busy: the workers of vitest.config.ts. */
const workersOfASuite = 4

const root = fileURLToPath(new URL('../', import.meta.url))
const { values, positionals } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    together: { type: 'string', default: '1' },
    load: { type: 'string' },
  },
  allowPositionals: true,
})
const runs = Number(values.runs)
const together = Math.min(Number(values.together), runs)
const load = Number(values.load ?? (together > 1 ? 0 : 16))
if (![runs, together, load].every(Number.isSafeInteger) || runs < 1 || together < 1 || load < 0) {
  process.stderr.write(
    'test:under-load: --runs, --together and --load are whole numbers, the first two from 1\n',
  )
  process.exit(2)
}

const busy = new BusyLoops()
const folder = mkdtempSync(join(tmpdir(), 'under-load-'))
function tidyUp(): void {
  busy.end()
  for (const running of suites) running.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
const suites = new Set<ReturnType<typeof spawn>>()
process.on('exit', tidyUp)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => process.exit(130))

busy.add(load)
const done: Run[] = []
let begun = 0
await Promise.all(Array.from({ length: together }, oneAfterAnother))

const flaked = whatFlaked(done)
for (const { name, failed, message } of flaked) {
  process.stdout.write(`${failed} of ${runs} failed: ${name}\n  ${message}\n`)
}
process.stdout.write(
  flaked.length === 0
    ? `nothing failed in ${runs} runs, ${together} together, beside ${load} empty loops\n`
    : '',
)
process.exitCode = flaked.length === 0 ? 0 : 1

/** Runs suites until none is left; what it then takes no part in, empty loops do, so that the load stays. */
async function oneAfterAnother(): Promise<void> {
  while (begun < runs) {
    begun += 1
    done.push(await suite(begun))
  }
  if (together > 1) busy.add(workersOfASuite)
}

async function suite(run: number): Promise<Run> {
  const report = join(folder, `${run}.json`)
  const beganMs = performance.now()
  const loads = [loadavg()[0] ?? 0]
  const sampling = setInterval(() => loads.push(loadavg()[0] ?? 0), 5_000)
  const exitCode = await vitest(report).finally(() => clearInterval(sampling))
  const seconds = (performance.now() - beganMs) / 1000
  if (!existsSync(report)) {
    process.stderr.write(
      `test:under-load: run ${run} left no report: does \`npx vitest run\` start?\n`,
    )
    process.exit(2)
  }
  const { testResults }: { testResults: Run['testResults'] } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  const { least, median, most } = loadSeen(loads)
  process.stdout.write(
    `run ${run} of ${runs}: ${exitCode === 0 ? 'green' : 'RED'} after ${seconds.toFixed(0)} s, load average ${median.toFixed(1)} in the middle, ${least.toFixed(1)} to ${most.toFixed(1)}\n`,
  )
  return { testResults }
}

function vitest(report: string): Promise<number | null> {
  const args = ['run', '--reporter=json', `--outputFile=${report}`, ...positionals]
  const child = spawn(join(root, 'node_modules/.bin/vitest'), args, { cwd: root, stdio: 'ignore' })
  suites.add(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      suites.delete(child)
      resolve(code)
    })
  })
}
