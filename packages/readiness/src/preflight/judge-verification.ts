import type { PreflightFacts } from './facts.js'
import { ok, stop } from './finding.js'
import type { Finding } from './finding.js'

/** Older reports prove nothing about the machine and the dependencies of today. */
export const freshDays = 30
const criteria = ['AC1', 'AC2', 'AC3', 'AC4']
const remedy = 'Run `partial-trust verify`.'

/** Part 4: whether the four criteria are proved, lately and of this configuration. */
export function judgeVerification({
  verification: { path, report, configuration },
  nowMs,
}: PreflightFacts): readonly Finding[] {
  if (report === null) {
    return [stop('there is no readable verification report', path, remedy)]
  }
  const findings: Finding[] = criteria.map((id) => {
    const found = report.criteria.find((one) => one.id === id)
    return found?.passed === true
      ? ok(`${id} ${found.title}: passed`, `${found.cases} cases, ${found.decisions} decisions`)
      : stop(`${id} ${found === undefined ? 'was not run' : 'failed'}`, path, remedy)
  })
  if (!report.passed) findings.push(stop('the report does not say “passed”', path, remedy))
  const days = (nowMs - Date.parse(report.verified_at)) / 86_400_000
  if (!(days <= freshDays) || days < -1) {
    findings.push(
      stop(
        `the report is ${Math.round(days)} days old; ${freshDays} is the most`,
        report.verified_at,
        remedy,
      ),
    )
  }
  if (report.configuration !== configuration) {
    findings.push(
      stop(
        'the report is of another configuration: corridors, plan, policy or variables changed since',
        `${report.configuration.slice(0, 12)}… there, ${configuration.slice(0, 12)}… now`,
        remedy,
      ),
    )
  }
  return findings
}
