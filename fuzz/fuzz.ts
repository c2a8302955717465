// Made-up inputs for whatever reads what others wrote: `npm run fuzz -- [target…] [--inputs N] [--seed S] [--add FILE]`.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { withRun } from './fuzz-result.ts'
import type { FuzzResult, TargetResult } from './fuzz-result.ts'
import { runHttp } from './run-http.ts'
import { runTarget } from './run-target.ts'
import { targets } from './targets.ts'

/** Trees with a crafted `.git`, which git is asked about in a sandbox: they need the test runner. */
const trees = 'trees'
/** Asks a whole service, and so takes its time over each. */
const http = 'http'
const names = [...Object.keys(targets), http, trees]

const { values, positionals } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    add: { type: 'string' },
  },
  allowPositionals: true,
})
const chosen = positionals.length === 0 ? names : positionals
const unknown = chosen.find((name) => !names.includes(name))
const [inputs, seed] = [Number(values.inputs), Number(values.seed)]
if (
  unknown !== undefined ||
  !Number.isSafeInteger(inputs) ||
  inputs < 1 ||
  !Number.isSafeInteger(seed)
) {
  const why = unknown === undefined ? 'inputs and seed are whole numbers' : `no target ${unknown}`
  process.stderr.write(`fuzz: ${why}; targets: ${names.join(', ')}\n`)
  process.exit(2)
}
for (const name of chosen) {
  const run = name === trees ? treesWith(inputs, seed) : await made(name)
  if (run.broken.length > 0) process.exitCode = 1
  if (values.add !== undefined) add(values.add, { target: name, ...run })
}

type Run = Omit<TargetResult, 'target' | 'seeds'>

async function made(name: string): Promise<Run> {
  const target = targets[name]
  const beganMs = performance.now()
  const began = process.cpuUsage()
  const report =
    target === undefined ? await runHttp(inputs, seed) : await runTarget(target, name, inputs, seed)
  const seconds = (performance.now() - beganMs) / 1000
  const { user, system } = process.cpuUsage(began)
  const { outcomes, slowestMs, broken } = report
  const came = [...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', ')
  process.stdout.write(
    `${name}: ${report.inputs} inputs of seed ${seed} in ${seconds.toFixed(0)} s (${((user + system) / 1e6).toFixed(1)} s of the processor): ${came}; slowest ${slowestMs.toFixed(0)} ms\n`,
  )
  if (broken !== null) {
    process.stdout.write(
      `BROKEN: ${broken.problem}\n  by ${JSON.stringify(broken.input)} ${target === undefined ? '(give the route a test)' : '(put it into fuzz/found.json)'}\n`,
    )
  }
  return {
    inputs: report.inputs,
    outcomes: Object.fromEntries(outcomes),
    broken: broken === null ? [] : [`${broken.problem}: ${broken.input}`],
  }
}

/** What the test runner writes of trees that it was asked for. */
function treesWith(most: number, from: number): Run {
  const told = join(mkdtempSync(join(tmpdir(), 'pt-fuzz-trees-')), 'trees.json')
  const { status } = spawnSync('npx', ['vitest', 'run', 'fuzz/trees.test.ts'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    env: { ...process.env, FUZZ_TREES: String(most), FUZZ_SEED: String(from), FUZZ_TOLD: told },
  })
  const run: Run | null = existsSync(told) ? JSON.parse(readFileSync(told, 'utf8')) : null
  if (run !== null) return run
  return { inputs: 0, outcomes: {}, broken: [`the runner ended with ${status}`] }
}

/** Into what earlier runs came to, for docs/proof-results.md. */
function add(file: string, run: Run & { readonly target: string }): void {
  const before: FuzzResult | null = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const date = new Date().toISOString().slice(0, 10)
  writeFileSync(
    file,
    `${JSON.stringify(withRun(before, { ...run, seed }, { commit, date }), null, 2)}\n`,
  )
}
