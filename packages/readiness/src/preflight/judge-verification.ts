import { drift } from '../documents/index.js'
import { firstProblem, reportMarkdown } from '../verification/index.js'
import type { VerificationReport } from '../verification/index.js'
import type { PreflightFacts, VerificationFacts } from './facts.js'
import { ok, stop } from './finding.js'
import type { Finding } from './finding.js'

/** Older reports prove nothing about the machine and the dependencies of today. */
export const freshDays = 30
const criteria = ['AC1', 'AC2', 'AC3', 'AC4']
const remedy = 'Run `partial-trust verify`.'
const mendFirst = 'Mend what it says, then run `partial-trust verify` again.'

/** Part 4: whether the four criteria are proved, lately, of this product and every corridor of today. */
export function judgeVerification({ verification, nowMs }: PreflightFacts): readonly Finding[] {
  const { path, report } = verification
  if (report === null) return [stop('there is no readable verification report', path, remedy)]
  const findings = verification.corridors.flatMap((corridor) =>
    judgeCorridor(corridor, report, path),
  )
  const isExplained = verification.corridors.some(
    ({ intent }) => report.corridors.find((one) => one.intent === intent)?.passed === false,
  )
  if (!report.passed && !isExplained) {
    findings.push(stop('the report does not say “passed”', path, remedy))
  }
  return [...findings, ...judgeAge(report, nowMs), ...judgeSubject(verification, report)]
}

function judgeCorridor(
  { intent, version, epoch }: VerificationFacts['corridors'][number],
  report: VerificationReport,
  path: string,
): Finding[] {
  const found = report.corridors.find((one) => one.intent === intent)
  if (found === undefined) return [stop(`${intent}: was not verified`, path, remedy)]
  // What could not be driven at all is one contradiction with one remedy, and not one a criterion.
  const judged = found.criteria.length > 0 || found.passed ? criteria : []
  const findings = judged.map((id) => {
    const one = found.criteria.find((each) => each.id === id)
    if (one?.passed === true) {
      const evidence = `${one.cases} cases, ${one.decisions} decisions`
      return ok(`${intent}: ${id} ${one.title}: passed`, evidence)
    }
    return stop(
      `${intent}: ${id} ${one === undefined ? 'was not run' : 'failed'}`,
      path,
      found.passed ? remedy : mendFirst,
    )
  })
  if (!found.passed) {
    const none = judged.length === 0 ? `; none of ${criteria.join(', ')} was run` : ''
    const what = `${intent}: NOT VERIFIED: ${firstProblem(found)}${none}`
    findings.push(stop(what, path, mendFirst))
  }
  if (found.version !== version || found.epoch !== epoch) {
    findings.push(
      stop(
        `${intent}: the report is stale: it is of version ${found.version}, epoch ${found.epoch}`,
        `now version ${version}, epoch ${epoch}`,
        remedy,
      ),
    )
  }
  return findings
}

function judgeAge(report: VerificationReport, nowMs: number): readonly Finding[] {
  const days = (nowMs - Date.parse(report.verified_at)) / 86_400_000
  if (days <= freshDays && days >= -1) return []
  const what = `the report is ${Math.round(days)} days old; ${freshDays} is the most`
  return [stop(what, report.verified_at, remedy)]
}

/** Whether the report is of this product and these corridors, and says one thing in both of its files. */
function judgeSubject(
  { path, markdown, version, corridors }: VerificationFacts,
  report: VerificationReport,
): readonly Finding[] {
  const findings: Finding[] = []
  if (report.version !== version) {
    const what = `the report is stale: it is of partial-trust ${report.version}`
    findings.push(stop(what, `now ${version}`, remedy))
  }
  for (const { intent } of report.corridors) {
    if (corridors.some((one) => one.intent === intent)) continue
    const what = `the report is stale: it names ${intent}, which is not registered`
    findings.push(stop(what, path, remedy))
  }
  const found = drift(markdown ?? '', reportMarkdown(report))
  if (found !== null) {
    const what = `the report says “${found.stands}” for people and “${found.rendered}” for programs`
    findings.push(stop(what, `${path}:${found.line}`, remedy))
  }
  return findings
}
