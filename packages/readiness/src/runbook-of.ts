import { resolve } from 'node:path'
import type { Plan } from '@partial-trust/core'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { z } from 'zod'
import { isOurRepository } from './our-repository.js'
import { parseReport, reportPath } from './verification/index.js'
import { operatorSectionOf, renderRunbook, runbookPath } from './documents/index.js'
import { textOf } from './text-of.js'

/** Where a kill drill's report is kept for the runbook: `partial-trust kill-drill --json > FILE`. */
export const killDrillPath = 'docs/operations/kill-drill.json'

const drill = z.looseObject({
  store: z.string(),
  workers: z.number(),
  passed: z.boolean(),
  phases: z.array(
    z.looseObject({
      name: z.string(),
      p50_ms: z.number().nullable(),
      p99_ms: z.number().nullable(),
      max_ms: z.number().nullable(),
    }),
  ),
})

/** The runbook of the repository at `cwd`: of every corridor, the first one's commands first. */
export function runbookOf(
  cwd: string,
  planOf: (intent: string) => Plan,
  corridors: readonly Pick<RegisteredCorridor, 'intent' | 'reasons'>[],
): string {
  return renderRunbook({
    corridors,
    planOf,
    prerequisites: [
      verified(cwd),
      'An LLM endpoint: `LLM_BASE_URL` and, where it wants one, `LLM_API_KEY`.',
      'Everyone on call can run `npx partial-trust status` on a host that reaches the control store.',
      ...(isOurRepository(cwd)
        ? ['The decision record docs/adr/ADR-004-partial-trust-corridor.md is accepted.']
        : []),
    ],
    measuredKill: measuredKill(cwd),
    operatorSection: operatorSectionOf(textOf(resolve(cwd, runbookPath)) ?? ''),
  })
}

function verified(cwd: string): string {
  const report = parseReport(textOf(resolve(cwd, reportPath.replace(/\.md$/, '.json'))) ?? '')
  const state =
    report === null
      ? 'there is none yet: run `npx partial-trust verify`'
      : `${report.passed ? 'every corridor passed' : 'NOT VERIFIED'} on ${report.verified_at.slice(0, 10)}`
  return `Verification report (${reportPath}): ${state}.`
}

function measuredKill(cwd: string): string | null {
  const parsed = drill.safeParse(parseJson(textOf(resolve(cwd, killDrillPath)) ?? ''))
  if (!parsed.success) return null
  const { store, workers, phases, passed } = parsed.data
  const figures = phases
    .filter(({ max_ms: max }) => max !== null)
    .map(
      ({ name, p50_ms: p50, p99_ms: p99, max_ms: max }) =>
        `${name}: p50 ${round(p50)}, p99 ${round(p99)}, max ${round(max)} ms`,
    )
  return `Measured by \`partial-trust kill-drill\` (${workers} processes, ${store.split(':')[0]}, ${passed ? 'passed' : 'FAILED'}), from the event to the last accepted candidate: ${figures.join('; ')}.`
}

function round(ms: number | null): string {
  return ms === null ? '-' : String(Math.round(ms))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
