// Runs the suite again and again on a machine that is made busy, and says what failed in some runs and not in
// others: `npm run test:under-load -- --runs 10 --load 16 [-- packages/control]`.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { whatFlaked } from './under-load/what-flaked.ts'
import type { Run } from './under-load/what-flaked.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '10' }, load: { type: 'string', default: '16' } },
  allowPositionals: true,
})
const runs = Number(values.runs)
const load = Number(values.load)
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(load) || load < 0) {
  process.stderr.write('test:under-load: --runs and --load are whole numbers\n')
  process.exit(2)
}

const busy: readonly ChildProcess[] = Array.from({ length: load }, () => {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
  child.unref() // or this process would wait for them, and they for it
  return child
})
const folder = mkdtempSync(join(tmpdir(), 'under-load-'))
function tidyUp(): void {
  for (const child of busy) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
process.on('exit', tidyUp)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => process.exit(130))

const done: Run[] = []
for (let run = 1; run <= runs; run += 1) {
  const report = join(folder, `${run}.json`)
  const beganMs = performance.now()
  const exitCode = await vitest(report)
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
  done.push({ testResults })
  process.stdout.write(
    `run ${run} of ${runs}: ${exitCode === 0 ? 'green' : 'RED'} after ${seconds.toFixed(0)} s\n`,
  )
}
const flaked = whatFlaked(done)
for (const { name, failed, message } of flaked) {
  process.stdout.write(`${failed} of ${runs} failed: ${name}\n  ${message}\n`)
}
process.stdout.write(flaked.length === 0 ? `nothing failed in ${runs} runs at load ${load}\n` : '')
process.exitCode = flaked.length === 0 ? 0 : 1

function vitest(report: string): Promise<number | null> {
  const args = ['run', '--reporter=json', `--outputFile=${report}`, ...positionals]
  const child = spawn(join(root, 'node_modules/.bin/vitest'), args, { cwd: root, stdio: 'ignore' })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
}
