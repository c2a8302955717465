/**
 * Writes docs/proof-results.md from what the last runs of the world, of made-up inputs and of the kill drill left in
 * bench/results; nothing in it is typed by hand.
 * Run: npm run simulate:world -- --seeds 1000 --output bench/results/world.json --add
 *      npm run drill:kills -- --kills 50 --seed 52 --output bench/results/kills.json --add
 *      npm run fuzz -- plan --inputs 100000 --add bench/results/fuzz.json
 *      npm run proof:report
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { Coverage } from '../world/coverage.ts'
import { nextSeed } from '../world/world-result.ts'
import type { WorldResult } from '../world/world-result.ts'
import type { FuzzResult } from '../fuzz/fuzz-result.ts'
import type { DrillReport, FaultRow } from './kill-faults/drill-report.ts'

const folder = new URL('results/', import.meta.url)
const world: WorldResult = JSON.parse(readFileSync(new URL('world.json', folder), 'utf8'))
const drill: DrillReport & { readonly date: string } = JSON.parse(
  readFileSync(new URL('kills.json', folder), 'utf8'),
)
const fuzzed: FuzzResult = JSON.parse(readFileSync(new URL('fuzz.json', folder), 'utf8'))

function worldPart(result: WorldResult): string[] {
  const { seeds, from, events, seconds, broken, putBack, commits, date } = result
  const coverage = new Coverage()
  coverage.add(result)
  return [
    '## Worlds',
    `${seeds} worlds of seeds ${from} to ${nextSeed(result) - 1}, ${events} events, ${Math.round(events / seconds)} a second, on ${date}, of the code at ${commits.join(', ')}: ${broken.length} with violations.`,
    ...(broken.length === 0 ? [] : [fenced(broken.join('\n'))]),
    fenced(coverage.text()),
    putBackPart(putBack),
  ]
}

function putBackPart(putBack: WorldResult['putBack']): string {
  if (putBack.length === 0) return 'No fault was put back in this run.'
  const rows = putBack.map(
    ({ name, was, seeds }) => `| ${name} | ${was} | ${seeds ?? 'NOT FOUND'} |`,
  )
  return [
    '| fault put back | what it was | found after seeds |',
    '| --- | --- | ---: |',
    ...rows,
  ].join('\n')
}

function drillPart(report: typeof drill): string[] {
  const { kills, answeredKilled, answeredNotKilled, unanswered, longestLagMs, late } = report
  return [
    '## Kills under faults',
    `${kills} kills of seeds ${report.seeds.join(', ')}, on ${report.date}: ${answeredKilled} answered "killed", ${answeredNotKilled} "NOT KILLED", ${unanswered} ended before they answered. Longest from "killed" to a last accept: ${Math.round(longestLagMs)} ms. Accepted past a lease: ${late}. Violations: ${report.violations.length}.`,
    ...(report.violations.length === 0 ? [] : [fenced(report.violations.join('\n'))]),
    [
      '| store | fault | kills | outcomes | longest lag, ms |',
      '| --- | --- | ---: | --- | ---: |',
      ...report.rows.map(drillRow),
    ].join('\n'),
  ]
}

function drillRow({ store, fault, kills, outcomes, longestLagMs }: FaultRow): string {
  const came = Object.entries(outcomes).map(([outcome, times]) => `${outcome} ${times}`)
  return `| ${store} | ${fault} | ${kills} | ${came.join(', ')} | ${Math.round(longestLagMs)} |`
}

function fuzzPart({ targets, commits, date }: FuzzResult): string[] {
  const broken = targets.flatMap((one) => one.broken.map((input) => `${one.target}: ${input}`))
  return [
    '## Made-up inputs',
    `Until ${date}, of the code at ${commits.join(', ')}. Inputs of \`log-scanner\` are lines, in logs of up to a hundred.`,
    ...(broken.length === 0 ? [] : [fenced(broken.join('\n'))]),
    [
      '| read by | inputs | what came of them | broke a rule |',
      '| --- | ---: | --- | ---: |',
      ...targets.map(fuzzRow),
    ].join('\n'),
  ]
}

function fuzzRow({ target, inputs, outcomes, broken }: FuzzResult['targets'][number]): string {
  const came = Object.entries(outcomes).map(([outcome, times]) => `${outcome} ${times}`)
  return `| ${target} | ${inputs} | ${came.join(', ') || 'read or refused'} | ${broken.length} |`
}

function fenced(text: string): string {
  return `\`\`\`\n${text}\n\`\`\``
}

writeFileSync(
  new URL('../docs/proof-results.md', import.meta.url),
  `${[
    '# What the machines that try to break it last found',
    'Written by `npm run proof:report` from the last runs; [what they are](proof.md).',
    ...worldPart(world),
    ...fuzzPart(fuzzed),
    ...drillPart(drill),
  ].join('\n\n')}\n`,
)
