import type { PreflightFacts } from './facts.js'
import type { Finding, Part } from './finding.js'
import { judgeDocuments } from './judge-documents.js'
import { judgeMonitoring } from './judge-monitoring.js'
import { judgePolicy } from './judge-policy.js'
import { judgeRollout } from './judge-rollout.js'
import { judgeVariables } from './judge-variables.js'
import { judgeVerification } from './judge-verification.js'

export type PreflightReport = {
  readonly parts: readonly Part[]
  /** Every contradiction, with the number of its part; empty: the line may go on. */
  readonly stop_the_line: readonly (Finding & { readonly part: number })[]
}

/** The six parts of SPEC section 10, judged on facts alone. */
export function preflight(facts: PreflightFacts): PreflightReport {
  const parts: readonly Part[] = [
    { number: 1, title: 'Variables', findings: judgeVariables(facts) },
    { number: 2, title: 'Rollout progression and kill switch', findings: judgeRollout(facts) },
    { number: 3, title: 'Monitoring metrics with thresholds', findings: judgeMonitoring(facts) },
    { number: 4, title: 'Verification report', findings: judgeVerification(facts) },
    { number: 5, title: 'LLM policy dependency', findings: judgePolicy(facts) },
    { number: 6, title: 'Operations documents', findings: judgeDocuments(facts) },
  ]
  return {
    parts,
    stop_the_line: parts.flatMap(({ number, findings }) =>
      findings.filter(({ level }) => level === 'stop').map((one) => ({ ...one, part: number })),
    ),
  }
}

export function preflightText({ parts, stop_the_line: stops }: PreflightReport): string {
  const body = parts.map(({ number, title, findings }) => {
    const lines = findings.map(
      ({ level, what, evidence }) =>
        `   ${level === 'stop' ? 'STOP' : level.padEnd(4)} ${what}${evidence === '' ? '' : `  [${evidence}]`}`,
    )
    return `${number}. ${title}\n${lines.join('\n')}\n`
  })
  const closing =
    stops.length === 0
      ? 'STOP-THE-LINE: nothing. The six parts agree.\n'
      : `STOP-THE-LINE: ${stops.length} contradiction${stops.length === 1 ? '' : 's'}\n${stops
          .map(
            ({ part, what, evidence, remedy }, index) =>
              `${index + 1}) part ${part}: ${what}\n   evidence: ${evidence}\n   remedy:   ${remedy}\n`,
          )
          .join('')}`
  return `${body.join('\n')}\n${closing}`
}
