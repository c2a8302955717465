import type { PreflightFacts } from './facts.js'
import { note, ok, stop } from './finding.js'
import type { Finding } from './finding.js'

/** Part 5: what a candidate depends on. While the policy is off, a missing endpoint is only a note. */
export function judgePolicy({ policy, config, env }: PreflightFacts): readonly Finding[] {
  const serious = config.policyEnabled ? stop : note
  const findings: Finding[] = []
  if (config.policyEnabled) findings.push(ok('LLM_POLICY_ENABLED is true'))
  else if (config.enabled) {
    findings.push(
      stop(
        'PARTIAL_TRUST_ENABLED is true but LLM_POLICY_ENABLED is not, so no candidate is ever asked for',
        'environment',
        'Set LLM_POLICY_ENABLED=true, or PARTIAL_TRUST_ENABLED=false.',
      ),
    )
  } else
    findings.push(
      note('LLM_POLICY_ENABLED is false', 'environment', 'It is required for any candidate.'),
    )

  for (const problem of policy.problems) {
    findings.push(
      stop('the policy is refused', problem, 'Mend the line; docs/llm.md explains every key.'),
    )
  }
  for (const missing of policy.missing) {
    findings.push(stop(missing, policy.file, 'Add the route or the profile to the policy.'))
  }
  for (const { intent, url, status, loopback } of policy.endpoints) {
    if (url === null) {
      findings.push(
        serious(
          `${intent}: no endpoint is set`,
          policy.file,
          'Set LLM_BASE_URL, or base_url in the policy.',
        ),
      )
    } else if (status === null) {
      findings.push(
        serious(
          `${intent}: the endpoint does not answer`,
          url,
          'Start it, or correct LLM_BASE_URL.',
        ),
      )
    } else if (status === 401 || status === 403) {
      findings.push(
        serious(`${intent}: the endpoint refuses the key (${status})`, url, 'Set LLM_API_KEY.'),
      )
    } else if (!loopback && env['LLM_API_KEY'] === undefined) {
      findings.push(
        serious(
          `${intent}: a remote endpoint without a key`,
          url,
          'Set LLM_API_KEY; any value where the endpoint wants none.',
        ),
      )
    } else findings.push(ok(`${intent}: the endpoint answers`, url))
  }
  return findings
}
