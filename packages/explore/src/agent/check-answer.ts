import { z } from 'zod'
import type { EvidenceLine, TaskAnswer } from '../report/exploration.js'

/** One turn of the agent: an answer, or one more command to look at. */
export const agentTurn = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('answer'),
    statements: z
      .array(
        z.strictObject({
          text: z.string().trim().min(1).max(1_000),
          /** Numbers of the evidence lines that carry the statement. */
          evidence: z.array(z.int().min(1)).min(1).max(50),
        }),
      )
      .min(1)
      .max(40),
  }),
  z.strictObject({ action: z.literal('run'), command: z.string().min(1).max(500) }),
])
export type AgentTurn = z.infer<typeof agentTurn>

/** Numbers and names: what a statement must not say unless a line it cites says it too. */
const facts = /\d+(?:\.\d+)?|\b[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+\b/gu

/**
 * What is doubtful about an answer; null when it stands. Every citation must exist, and every number
 * and `snake_case` name of a statement must stand in a line that the statement cites.
 */
export function doubt(answer: TaskAnswer, evidence: readonly EvidenceLine[]): string | null {
  const lines = new Map(evidence.map(({ number, text }) => [number, text]))
  for (const { text, evidence: cited } of answer.statements) {
    const missing = cited.find((number) => !lines.has(number))
    if (missing !== undefined) return `it cites line ${missing}, which does not exist`
    const said = cited.map((number) => lines.get(number) ?? '').join('\n')
    const unsupported = (text.match(facts) ?? []).find((fact) => !said.includes(fact))
    if (unsupported !== undefined) return `no line it cites says "${unsupported}"`
  }
  return null
}
