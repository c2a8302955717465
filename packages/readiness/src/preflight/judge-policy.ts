import { failureCauses } from '@partial-trust/llm'
import type { EndpointFact, PreflightFacts } from './facts.js'
import { note, ok, stop } from './finding.js'
import type { Finding } from './finding.js'

/** Part 5: what a candidate depends on. While the policy is off, a missing endpoint is only a note. */
export function judgePolicy({ policy, config }: PreflightFacts): readonly Finding[] {
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
  for (const fact of policy.endpoints) findings.push(judgeEndpoint(fact, policy.file, serious))
  return findings
}

function judgeEndpoint(
  fact: EndpointFact,
  file: string,
  serious: typeof stop | typeof note,
): Finding {
  const { intent } = fact
  switch (fact.kind) {
    case 'unset':
      return serious(
        `${intent}: no endpoint is set`,
        file,
        'Set LLM_BASE_URL, or base_url in the policy.',
      )
    case 'not_asked':
      return note(
        `${intent}: the endpoint was not asked, because LLM_POLICY_ENABLED is false`,
        fact.endpoint,
        'Preflight makes the call that decisions make once it is true.',
      )
    case 'asked':
      return fact.failure === null
        ? ok(`${intent}: the endpoint answers the call that decisions make`, askedOf(fact))
        : serious(`${intent}: ${whatFailed(fact)}`, askedOf(fact), remedyOf(fact))
  }
  return fact satisfies never
}

type Asked = Extract<EndpointFact, { kind: 'asked' }>

function askedOf({ endpoint, model }: Asked): string {
  return `${endpoint}, model ${model}`
}

/** What a candidate of this endpoint would be recorded as, and why. */
function whatFailed({ failure, reason, status }: Asked): string {
  const as = `decisions would be recorded as ${failure}`
  if (failure === 'timeout') return `the endpoint does not answer within 5 s; ${as}`
  if (reason === null) return `the endpoint answers, but not with a finished answer; ${as}`
  if (status === 401 || status === 403) return `the endpoint refuses the key (${status}); ${as}`
  const answered = status === null ? '' : ` (status ${status})`
  return `the endpoint fails: ${failureCauses[reason]}${answered}; ${as}`
}

function remedyOf({ failure, reason, status }: Asked): string {
  if (status === 401 || status === 403) return 'Set LLM_API_KEY, or what api_key_env names.'
  if (reason === 'model_unknown') return 'Correct model in the policy.'
  if (status === 404) return 'Correct LLM_BASE_URL: it ends before /chat/completions.'
  if (reason === 'proxy') return 'Correct HTTPS_PROXY, HTTP_PROXY or NO_PROXY.'
  if (reason === 'tls') return 'Correct the URL, or trust its authority with NODE_EXTRA_CA_CERTS.'
  if (reason === 'status') return 'Read what the endpoint wants: docs/llm.md lists what can be set.'
  if (failure === 'incomplete') return 'Raise max_tokens or max_completion_tokens of the route.'
  return 'Start it, or correct LLM_BASE_URL.'
}
