import type { ProcessReport } from '@partial-trust/control'
import { corridorSettings, withoutPassword } from '@partial-trust/settings'
import type { Config } from '@partial-trust/settings'
import { percent } from '../tables.js'
import type { PlanFacts, PreflightFacts } from './facts.js'
import { note, ok, stop } from './finding.js'
import type { Finding } from './finding.js'

/** Part 2: the stages, whether the environment lets them happen, and the kill switch. */
export function judgeRollout(facts: PreflightFacts): readonly Finding[] {
  return [...judgePlans(facts), ...judgeControl(facts), ...judgeTokens(facts)]
}

/** Each plan that a rollout started now would follow, once for all corridors that have it. */
function judgePlans({ plans, config, corridors }: PreflightFacts): readonly Finding[] {
  const same = Map.groupBy(plans, (one) => JSON.stringify({ ...one, intent: null }))
  return [...same.values()].flatMap((group) => {
    const [first] = group
    const intents = new Set(group.map(({ intent }) => intent))
    const having = corridors.filter(({ intent }) => intents.has(intent))
    return first === undefined ? [] : judgePlan(first, config, having)
  })
}

function judgePlan(
  loaded: PlanFacts,
  config: Config,
  corridors: PreflightFacts['corridors'],
): readonly Finding[] {
  const names = corridors.map(({ intent }) => intent).join(', ')
  if (loaded.kind === 'refused') {
    return [
      stop(
        `the plan of ${names} cannot be used`,
        loaded.problem,
        'Mend the file and run `partial-trust plan lint`.',
      ),
    ]
  }
  const { plan, lint } = loaded
  const where = loaded.file ?? 'built-in plan'
  const steps = plan.stages.map(({ name, rate }) => `${name} ${percent(rate)}`).join(' -> ')
  const findings: Finding[] = [ok(`rollout of ${names}: ${steps}`, where)]
  for (const { intent, own } of corridors) {
    const { deadlineMs } = corridorSettings(config, intent, own)
    if (plan.deadline_ms === deadlineMs) continue
    findings.push(
      stop(
        `the plan was made for a deadline of ${plan.deadline_ms} ms, ${intent} has ${deadlineMs}`,
        where,
        'Make deadline_ms of the plan and the corridor’s deadline, or PARTIAL_TRUST_TIMEOUT_MS above it, the same.',
      ),
    )
  }
  for (const { name, rate } of plan.stages) {
    if (config.sampleRate === null || config.sampleRate >= rate) continue
    findings.push(
      stop(
        `stage ${name} of ${names} never reaches its ${percent(rate)}: PARTIAL_TRUST_SAMPLE_RATE caps it at ${percent(config.sampleRate)}`,
        where,
        'Unset PARTIAL_TRUST_SAMPLE_RATE for a rollout, or raise it on purpose.',
      ),
    )
  }
  for (const { id, severity, problem, arithmetic, suggestion } of lint) {
    const judge = severity === 'error' ? stop : note
    findings.push(judge(`plan lint ${id}: ${problem}`, arithmetic, suggestion))
  }
  return findings
}

function judgeControl({ control, config, nowMs }: PreflightFacts): readonly Finding[] {
  switch (control.kind) {
    case 'none':
      return [
        note(
          'there is no live control, so no kill switch: only PARTIAL_TRUST_ENABLED=false and a restart',
          'PARTIAL_TRUST_STATE is none',
          'Give PARTIAL_TRUST_STATE a store.',
        ),
      ]
    case 'absent':
      return [
        note(
          'there is no control store yet, so there is nothing to kill',
          control.location,
          'The first start of a process that serves makes it. Where one does serve: is PARTIAL_TRUST_STATE the same?',
        ),
      ]
    case 'unreachable':
      return [
        stop(
          `the control store does not answer: ${withoutPassword(control.problem)}`,
          control.location,
          'Until it does, every corridor is closed (lease_expired).',
        ),
      ]
    case 'reachable':
      return [
        ok(`kill switch: \`partial-trust kill\`; lease ${config.leaseMs} ms`, control.location),
        ...(control.lost === null
          ? []
          : [
              stop(
                `the control store was lost, so every corridor is closed (store_lost): ${control.lost}`,
                control.location,
                'Bring the store back, or accept the new one with `partial-trust state adopt`.',
              ),
            ]),
        ...control.uncontrolled.map((intent) =>
          stop(
            `nobody controls the rollout of ${intent}: a NO_GO would close nothing`,
            control.location,
            'Start a process that serves: its rollout controller takes the lead by itself.',
          ),
        ),
        ...control.killed.map((intent) =>
          note(
            `${intent} is killed`,
            control.location,
            'See `partial-trust audit`, then `partial-trust resume`.',
          ),
        ),
        ...(control.proof?.unproved ?? []).map(({ instance, host, pid }) =>
          stop(
            `the process ${instance} on ${host} (pid ${pid}) did not stop in time when the kill was tried`,
            `${control.location}, trial of ${control.proof?.at}`,
            'See what it does, and end it if it does not answer; `partial-trust status` shows the next trial.',
          ),
        ),
        ...judgeProofAge(control, nowMs),
        ...disagreeing(control.processes),
        ...differentLeases(control.processes),
      ]
  }
}

/** A proof that is too old proves nothing of the processes that run now. */
function judgeProofAge(
  { proof, proofDueMs, location }: Extract<PreflightFacts['control'], { kind: 'reachable' }>,
  nowMs: number,
): readonly Finding[] {
  if (proofDueMs === null || nowMs <= proofDueMs) return []
  const lateMs = nowMs - proofDueMs
  const last = proof === null ? 'it was never tried' : `last tried at ${proof.at}`
  return [
    stop(
      `it is unproved that processes stop: the next trial of the kill is overdue by ${Math.ceil(lateMs / 60_000)} min`,
      `${location}, ${last}`,
      'Whoever leads tries it (PARTIAL_TRUST_PROVE_MS): see `partial-trust status` for who does, and restart it.',
    ),
  ]
}

/** Who can reach the kill switch over HTTP, and for how long. */
function judgeTokens({ tokens: { file, problem, warnings } }: PreflightFacts): readonly Finding[] {
  if (problem !== null) {
    const remedy =
      'Mend it: until then nobody comes in over HTTP. `partial-trust kill` needs no token.'
    return [stop(`the tokens cannot be read: ${problem}`, file, remedy)]
  }
  return warnings.map((warning) => note(warning, file, 'See `partial-trust tokens list`.'))
}

/** Processes of one corridor under different fingerprints: their evidence would be put together wrongly. */
function disagreeing(processes: readonly ProcessReport[]): readonly Finding[] {
  const epochs = new Map<string, Map<string, string[]>>()
  for (const { instance, corridors } of processes) {
    for (const { intent, epoch } of corridors) {
      const ofIntent = epochs.get(intent) ?? new Map<string, string[]>()
      ofIntent.set(epoch, [...(ofIntent.get(epoch) ?? []), instance])
      epochs.set(intent, ofIntent)
    }
  }
  return [...epochs]
    .filter(([, ofIntent]) => ofIntent.size > 1)
    .map(([intent, ofIntent]) =>
      stop(
        `processes disagree about model, prompt, schema or rules of ${intent}`,
        [...ofIntent].map(([epoch, names]) => `${epoch}: ${names.join(', ')}`).join('; '),
        'Give every process the same version and the same environment.',
      ),
    )
}

/** One environment for all: a process with a longer lease keeps its corridor open longer than the others. */
function differentLeases(processes: readonly ProcessReport[]): readonly Finding[] {
  const leases = Map.groupBy(processes, ({ lease_ms }) => lease_ms)
  if (leases.size < 2) return []
  const evidence = [...leases].map(
    ([ms, of]) => `${ms} ms: ${of.map(({ instance }) => instance).join(', ')}`,
  )
  return [
    stop(
      'processes have different leases, so they run under different environments',
      evidence.join('; '),
      'Give every process the same PARTIAL_TRUST_LEASE_MS.',
    ),
  ]
}
