/**
 * `npm run fuzz:explore -- --runs N [--seed S]`: gives the explorer's readers N made-up inputs, and a
 * five-hundredth as many made-up trees to git. Prints how many were read and refused; exits 1, with
 * the smallest input that shows it, where a rule was broken. Put such an input into
 * data/explore/fuzz-corpus.json.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
for (const [name, value] of Object.entries(values)) {
  if (/^\d{1,10}$/u.test(value)) continue
  process.stderr.write(`fuzz:explore: --${name} must be a whole number, not "${value}"\n`)
  process.exit(2)
}
const { status } = spawnSync('npx', ['vitest', 'run', 'packages/explore/src/fuzz'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_RUNS: values.runs, FUZZ_SEED: values.seed },
})
process.exitCode = status ?? 1
