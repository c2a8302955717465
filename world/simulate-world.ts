// The whole control plane in worlds that are made from a seed: `npm run simulate:world -- --seeds 1000`.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { Coverage } from './coverage.ts'
import { findMutant } from './find-mutant.ts'
import { mutants } from './mutants.ts'
import { runWorld } from './run-world.ts'
import type { WorldRun } from './run-world.ts'
import { shrink } from './shrink.ts'
import { invariants } from './witness.ts'
import { joined, nextSeed } from './world-result.ts'
import type { PutBack, WorldResult } from './world-result.ts'

const usage = `simulate:world [--seeds N] [--from S]   N worlds from seed S on (default 200 from 1), then the faults put back
simulate:world --seed S                 one world, told step by step where it goes wrong
simulate:world --no-mutants             without the faults put back
simulate:world --output FILE            what it came to as JSON as well, for docs/proof-results.md
simulate:world --output FILE --add      the N seeds after those that FILE tells of, added to it`

type Worlds = Omit<WorldResult, 'putBack' | 'commits' | 'date'>

type Answer = Omit<WorldRun, 'trace'> | { readonly seed: number; readonly failed: string }

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '200' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      'no-mutants': { type: 'boolean', default: false },
      output: { type: 'string' },
      add: { type: 'boolean', default: false },
    },
  })
  const before = values.add && values.output !== undefined ? told(values.output) : null
  const [seeds, from, seed] = [
    Number(values.seeds),
    before === null ? Number(values.from) : nextSeed(before),
    Number(values.seed ?? '1'),
  ]
  if (![seeds, from, seed].every((value) => Number.isSafeInteger(value) && value > 0)) {
    process.stderr.write(`simulate:world: seeds are whole numbers from 1 on\n${usage}\n`)
    return 2
  }
  if (values.seed !== undefined) return one(seed)
  const worlds = await many(seeds, from)
  const putBack = values['no-mutants'] ? [] : await eachPutBack()
  if (values.output !== undefined) {
    const date = new Date().toISOString().slice(0, 10)
    const result = { ...worlds, putBack, commits: [commit()], date }
    const all = before === null ? result : joined(before, result)
    writeFileSync(values.output, `${JSON.stringify(all, null, 2)}\n`)
  }
  return worlds.broken.length > 0 || putBack.some(({ seeds: took }) => took === null) ? 1 : 0
}

function told(file: string): WorldResult | null {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
}

async function one(seed: number): Promise<number> {
  const run = await runWorld(seed)
  const coverage = new Coverage()
  coverage.add(run)
  say(`seed ${seed}: ${run.steps} events, ${run.violations.length} violations`)
  say(coverage.text())
  const [first] = run.violations
  if (first === undefined) return 0
  for (const { atMs, invariant, detail } of run.violations) {
    say(`at ${Math.round(atMs)} ms: ${invariant}: ${detail}`)
  }
  say('what is needed for the first of them:')
  for (const event of await shrink(seed, first.invariant)) say(`  ${JSON.stringify(event)}`)
  return 1
}

async function many(seeds: number, from: number): Promise<Worlds> {
  const beganMs = performance.now()
  const coverage = new Coverage()
  const broken: string[] = []
  let steps = 0
  await eachSeed(seeds, from, (answer) => {
    if ('failed' in answer) {
      broken.push(`seed ${answer.seed}: the world itself failed: ${answer.failed}`)
      return
    }
    steps += answer.steps
    coverage.add(answer)
    const [first] = answer.violations
    if (first !== undefined) broken.push(`seed ${answer.seed}: ${first.invariant}: ${first.detail}`)
  })
  const seconds = (performance.now() - beganMs) / 1000
  say(`${seeds} worlds from seed ${from} on, ${invariants.length} invariants after every step`)
  say(`${steps} events in ${seconds.toFixed(1)} s: ${Math.round(steps / seconds)} a second`)
  say(coverage.text())
  say(`${broken.length} worlds with violations`)
  for (const line of broken.slice(0, 20)) say(`  ${line} (--seed replays and shrinks it)`)
  const { faults, states } = coverage
  return { seeds, from, events: steps, seconds, broken, faults: [...faults], states: [...states] }
}

async function eachSeed(
  seeds: number,
  from: number,
  take: (answer: Answer) => void,
): Promise<void> {
  let next = from
  const end = from + seeds
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./world-worker.ts', import.meta.url))
      const give = () => {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin
        if (next < end) worker.postMessage(next++)
        else worker.terminate().then(() => resolve(), reject)
      }
      worker.on('error', reject)
      worker.on('message', (answer: Answer) => {
        take(answer)
        give()
      })
      give()
    })
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), seeds) }, work))
}

const mostSeeds = 300

async function eachPutBack(): Promise<PutBack[]> {
  const all: PutBack[] = []
  say('faults put back:')
  for (const [name, mutant] of Object.entries(mutants)) {
    const found = await findMutant(mutant, 1, mostSeeds)
    all.push({ name, was: mutant.was, seeds: found?.seeds ?? null })
    say(
      found === null
        ? `  ${name}: NOT FOUND in ${mostSeeds} seeds (${mutant.was})`
        : `  ${name}: found after ${found.seeds} seeds: ${found.violation.invariant} (${mutant.was})`,
    )
  }
  return all
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

process.exitCode = await main()
