import { z } from 'zod'
import { table } from '../tables.js'
import { firstProblem } from './verify.js'

/** Where the report stands in a repository; the JSON beside it is what programs read. */
export const reportPath = 'docs/operations/verification-report.md'

const criterion = z.strictObject({
  id: z.enum(['AC1', 'AC2', 'AC3', 'AC4']),
  title: z.string(),
  passed: z.boolean(),
  cases: z.number(),
  decisions: z.number(),
  failures: z.array(z.string()),
})

const shape = z.strictObject({
  verified_at: z.iso.datetime(),
  passed: z.boolean(),
  seed: z.number(),
  /** Of the product. */
  version: z.string(),
  node: z.string(),
  corridors: z.array(
    z.strictObject({
      intent: z.string(),
      version: z.string(),
      epoch: z.string(),
      passed: z.boolean(),
      problem: z.string().nullable(),
      criteria: z.array(criterion),
    }),
  ),
})

/** What `verify` found, when, and of what. */
export type VerificationReport = z.infer<typeof shape>

/** The report in a JSON text; null when it is none. */
export function parseReport(text: string): VerificationReport | null {
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

type Corridor = VerificationReport['corridors'][number]

export function reportMarkdown(report: VerificationReport): string {
  const { corridors, passed } = report
  const rows = corridors.map((one) => [
    `\`${one.intent}\``,
    one.version,
    one.epoch,
    one.passed ? 'VERIFIED' : `NOT VERIFIED: ${cell(firstProblem(one))}`,
  ])
  return `<!-- Written by \`partial-trust verify\`. Do not edit. -->

# Verification report

**${passed ? 'VERIFIED: every registered corridor passed all four acceptance criteria.' : 'NOT VERIFIED.'}**

${table(['corridor', 'version', 'epoch', 'result'], rows)}

${corridors.map(section).join('\n')}
- verified at ${report.verified_at}
- seed ${report.seed}, partial-trust ${report.version}, Node ${report.node}

Run it again: \`npx partial-trust verify --seed ${report.seed}\`. Each corridor is driven through its own baseline,
checks and rules, in the product as it runs; whom it asks is simulated, behind a real HTTP endpoint where it
asks the LLM policy. The epoch covers rules, prompts, schemas and models, and not the endpoint's address.
`
}

function section({ intent, problem, criteria }: Corridor): string {
  const rows = criteria.map((one) => [
    one.id,
    one.title,
    one.passed ? 'PASS' : 'FAIL',
    String(one.cases),
    String(one.decisions),
  ])
  const failures = criteria.flatMap((one) => one.failures.map((text) => `- ${one.id}: ${text}`))
  const parts = [
    `## \`${intent}\``,
    ...(problem === null ? [] : [`${problem}.`]),
    ...(rows.length === 0 ? [] : [table(['criterion', '', 'result', 'cases', 'decisions'], rows)]),
    ...(failures.length === 0 ? [] : [failures.join('\n')]),
  ]
  return `${parts.join('\n\n')}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** Where the machine-readable report stands. */
export function jsonBeside(markdown: string): string {
  return markdown.endsWith('.md') ? `${markdown.slice(0, -3)}.json` : `${markdown}.json`
}
