// Made-up inputs for whatever reads what others wrote: `npm run fuzz -- [target…] [--inputs N] [--seed S]`.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runHttp } from './run-http.ts'
import { runTarget } from './run-target.ts'
import { targets } from './targets.ts'

/** The explorer's readers (Markdown, shell, `.git`) have a fuzzer beside them. */
const explorer = 'explore'
/** Asks a whole service, and so takes its time over each. */
const http = 'http'
const names = [...Object.keys(targets), http, explorer]

const { values, positionals } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
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
  const target = targets[name]
  if (target === undefined && name === explorer) exploreWith(inputs, seed)
  else {
    const beganMs = performance.now()
    const {
      inputs: made,
      outcomes,
      slowestMs,
      broken,
    } = target === undefined ? await runHttp(inputs, seed) : runTarget(target, name, inputs, seed)
    const seconds = (performance.now() - beganMs) / 1000
    const came = [...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', ')
    process.stdout.write(
      `${name}: ${made} inputs of seed ${seed} in ${seconds.toFixed(0)} s: ${came}; slowest ${slowestMs.toFixed(0)} ms\n`,
    )
    if (broken === null) continue
    process.exitCode = 1
    process.stdout.write(
      `BROKEN: ${broken.problem}\n  by ${JSON.stringify(broken.input)} ${target === undefined ? '(give the route a test)' : '(put it into fuzz/found.json)'}\n`,
    )
  }
}

function exploreWith(runs: number, from: number): void {
  const script = fileURLToPath(new URL('../scripts/fuzz-explore.ts', import.meta.url))
  const args = [script, '--runs', String(runs), '--seed', String(Math.abs(from))]
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exitCode = 1
}
