import { z } from 'zod'
import { table } from '../documents/tables.js'
import type { Criterion } from './criterion.js'

/** Where the report stands in a repository; the JSON beside it is what programs read. */
export const reportPath = 'docs/operations/verification-report.md'

const shape = z.strictObject({
  verified_at: z.iso.datetime(),
  passed: z.boolean(),
  seed: z.number(),
  version: z.string(),
  node: z.string(),
  commit: z.string().nullable(),
  configuration: z.string(),
  criteria: z.array(
    z.strictObject({
      id: z.enum(['AC1', 'AC2', 'AC3', 'AC4']),
      title: z.string(),
      passed: z.boolean(),
      cases: z.number(),
      decisions: z.number(),
      failures: z.array(z.string()),
    }),
  ),
})

/** What `verify` found, when, and of what. */
export type VerificationReport = Omit<z.infer<typeof shape>, 'criteria'> & {
  readonly criteria: readonly Criterion[]
}

/** The report in a JSON text; null when it is none. */
export function parseReport(text: string): VerificationReport | null {
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

export function reportMarkdown(report: VerificationReport): string {
  const { criteria, passed } = report
  const rows = criteria.map((one) => [
    one.id,
    one.title,
    one.passed ? 'PASS' : 'FAIL',
    String(one.cases),
    String(one.decisions),
  ])
  const failures = criteria.flatMap((one) => one.failures.map((text) => `- ${one.id}: ${text}`))
  return `<!-- Written by \`partial-trust verify\`. Do not edit. -->

# Verification report

**${passed ? 'All 4 acceptance criteria passed.' : 'NOT VERIFIED: at least one criterion failed.'}**

${table(['criterion', '', 'result', 'cases', 'decisions'], rows)}
${failures.length === 0 ? '' : `\n## Failures\n\n${failures.join('\n')}\n`}
- verified at ${report.verified_at}
- seed ${report.seed}, version ${report.version}, Node ${report.node}
- commit ${report.commit ?? '(not a git checkout)'}
- digest of the configuration that was verified: ${report.configuration}

Run it again: \`npx partial-trust verify --seed ${report.seed}\`. The model in it is simulated, behind a real HTTP
endpoint; everything else is the product as it runs.
`
}
