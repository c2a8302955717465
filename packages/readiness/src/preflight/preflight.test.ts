import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lintPlan } from '@partial-trust/core'
import { householdConfig } from '@partial-trust/example-household/config'
import { startLlmSimulator } from '@partial-trust/testing'
import type { LlmSimulator } from '@partial-trust/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readConfig } from '@partial-trust/settings'
import type { ProcessReport } from '@partial-trust/control'
import { readPlan } from '@partial-trust/plan'
import { gatherFacts } from './gather-facts.js'
import type { EndpointFact, PreflightFacts } from './facts.js'
import { policyFacts } from './policy-facts.js'
import { preflight } from './preflight.js'
import { writable } from './writable.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const household = [{ intent: 'add_shopping_item', taskId: 'partial_trust_shopping' }]
let simulator: LlmSimulator
let clean: PreflightFacts

beforeAll(async () => {
  simulator = await startLlmSimulator()
  const gathered = await gatherFacts({
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      LLM_BASE_URL: simulator.url,
      PARTIAL_TRUST_STATE: 'none',
    },
    cwd: root,
    configFile: undefined,
    embedded: async () => householdConfig,
    planFile: undefined,
    nowMs: 0,
  })
  const { report } = gathered.verification
  clean = {
    ...gathered,
    // Epochs cover the source of rules, which the test runner rewrites: `partial-trust preflight` in
    // the checks holds the real ones against the report.
    verification: {
      ...gathered.verification,
      corridors: (report?.corridors ?? []).map(({ intent, version, epoch }) => ({
        intent,
        version,
        epoch,
      })),
    },
    // The report ages; how a stale one is found is a case of its own.
    nowMs: Date.parse(report?.verified_at ?? '') + 86_400_000,
    control: {
      kind: 'reachable',
      location: 'sqlite:state.db',
      lost: null,
      killed: [],
      uncontrolled: [],
      proof: null,
      proofDueMs: null,
      processes: [],
    },
  }
})
afterAll(() => simulator.close())

const stopsOf = (facts: PreflightFacts) => preflight(facts).stop_the_line.map(({ what }) => what)

type Asked = Omit<Extract<EndpointFact, { kind: 'asked' }>, 'intent'>

function failing(
  failure: Asked['failure'],
  reason: Asked['reason'],
  status: Asked['status'],
): Asked {
  return { kind: 'asked', endpoint: 'https://h/v1', model: 'm', failure, reason, status }
}

type Mutation = readonly [name: string, mutate: (facts: PreflightFacts) => PreflightFacts]
type Document = keyof PreflightFacts['documents']

function withText(
  facts: PreflightFacts,
  name: Document,
  change: (text: string) => string,
): PreflightFacts {
  const document = facts.documents[name]
  if (document === null) throw new Error(`there is no ${name}`)
  const text = change(document.text ?? '')
  if (text === document.text) throw new Error(`the mutation of ${name} changed nothing`)
  return { ...facts, documents: { ...facts.documents, [name]: { ...document, text } } }
}

function edited(name: Document, from: string | RegExp, to: string): Mutation[1] {
  return (facts) => withText(facts, name, (text) => text.replace(from, to))
}

function appended(name: Document, sentence: string): Mutation[1] {
  return (facts) => withText(facts, name, (text) => `${text}\n${sentence}\n`)
}

function withEnv(change: Record<string, string>): Mutation[1] {
  return (facts) => {
    const env = { ...facts.env, ...change }
    return { ...facts, env, config: readConfig(env, ['add_shopping_item']) }
  }
}

/** Every corridor follows the plan, and the documents speak of it. */
function following(facts: PreflightFacts, plan: PreflightFacts['plan']): PreflightFacts {
  return { ...facts, plan, plans: facts.plans.map(({ intent }) => ({ intent, ...plan })) }
}

function withPlan(yaml: string): Mutation[1] {
  return (facts) => {
    const { plan, declaresAlpha } = readPlan(yaml, 'plan.yaml')
    const lint = lintPlan(plan, { declaresAlpha })
    return following(facts, { kind: 'loaded', file: 'plan.yaml', plan, lint })
  }
}

function withReport(change: object): Mutation[1] {
  return (facts) => {
    const { verification } = facts
    if (verification.report === null) throw new Error('the repository has no report')
    const report = { ...verification.report, ...change }
    return { ...facts, verification: { ...verification, report } }
  }
}

function withPolicy(change: Partial<PreflightFacts['policy']>): Mutation[1] {
  return (facts) => ({ ...facts, policy: { ...facts.policy, ...change } })
}

function process(instance: string, epoch: string): ProcessReport {
  return {
    instance,
    host: 'h',
    pid: 1,
    started_at: '2026-01-01T00:00:00Z',
    seen_at: '2026-01-01T00:00:00Z',
    lease_ms: 5000,
    lease_age_ms: 1,
    corridors: [{ intent: 'add_shopping_item', epoch, rate: 0.01, set_by: 'default' }],
    dropped_records: 0,
    dropped_cells: 0,
  }
}

async function policyUnder(env: Record<string, string>) {
  return policyFacts(env, root, readConfig(env, ['add_shopping_item']), household)
}

function withVerification(change: Partial<PreflightFacts['verification']>): Mutation[1] {
  return (facts) => ({ ...facts, verification: { ...facts.verification, ...change } })
}

const today = { intent: 'add_shopping_item', version: 'household-1', epoch: '' }
const criteria = ['AC1', 'AC2', 'AC3', 'AC4'] as const

const mutations: readonly Mutation[] = [
  // Documents against code.
  ['a default differs in the runbook', edited('runbook', '`0.01`', '`0.02`')],
  ['a range differs in the runbook', edited('runbook', '1..60000', '0..60000')],
  ['a type differs in the runbook', edited('runbook', '| decimal |', '| integer |')],
  ['a variable is missing from the runbook', edited('runbook', /^\| `LLM_API_KEY`.*\n/m, '')],
  [
    'a variable is renamed in the runbook',
    edited('runbook', /PARTIAL_TRUST_LEASE_MS/g, 'LEASE_MS'),
  ],
  ['a stage is missing from the runbook', edited('runbook', /^\| expanded .*\n/m, '')],
  ['a rate differs in the runbook', edited('runbook', '| 5 % |', '| 6 % |')],
  [
    'a threshold differs in the runbook',
    edited('runbook', 'attempt_error > 0.1', 'attempt_error > 0.2'),
  ],
  ['a minimum differs in the runbook', edited('runbook', '| 200 |', '| 20 |')],
  ['a reason code is missing', edited('runbook', /^\| `lease_expired`.*\n/m, '')],
  ['an action differs', edited('runbook', 'Check the LLM endpoint', 'Ignore the LLM endpoint')],
  ['a command differs', edited('runbook', 'partial-trust kill add', 'partial-trust stop add')],
  ['the runbook is empty', edited('runbook', /[^]*/, '')],
  [
    'a threshold differs in the analyzer’s page',
    edited('analyzer', 'attempt_error < 0.05', 'attempt_error < 0.06'),
  ],
  ['a stage is missing from the analyzer’s page', edited('analyzer', /^\| target .*\n/m, '')],
  [
    'a generated part is cut from the analyzer’s page',
    edited('analyzer', '<!-- generated: thresholds -->', ''),
  ],
  ['a generated part has no end', edited('analyzer', '<!-- end: stages -->', '')],
  ['prose claims another threshold', appended('analyzer', 'Stop when attempt_error > 0.3.')],
  [
    'prose claims another threshold in per cent',
    appended('analyzer', 'Go when intent_mismatch < 30 %.'),
  ],
  ['prose claims another rate', appended('adr', 'We begin with stage `canary` at 2 %.')],
  ['prose claims a stage there is not', appended('adr', 'Then comes stage `half` at 50 %.')],
  ['prose names a variable there is not', appended('adr', 'Set PARTIAL_TRUST_RATE first.')],
  ['prose claims another default', appended('adr', '`PARTIAL_TRUST_TIMEOUT_MS` (default `500`).')],
  ['the decision record is only proposed', edited('adr', 'Status: Accepted', 'Status: Proposed')],
  ['the decision record has no status', edited('adr', /^- Status: Accepted\n/m, '')],
  ...(['runbook', 'adr', 'analyzer'] as const).map((name): Mutation => [
    `the ${name} is missing`,
    (facts) => ({
      ...facts,
      documents: { ...facts.documents, [name]: { ...facts.documents[name], text: null } },
    }),
  ]),
  // Code against documents.
  [
    'the code renders another runbook than the one that is committed',
    (facts) => {
      const { runbook } = facts.documents
      const rendered = (runbook.rendered ?? '').replace('`200`', '`250`')
      return { ...facts, documents: { ...facts.documents, runbook: { ...runbook, rendered } } }
    },
  ],
  // The report against the code.
  ['the report is of another version of the product', withVerification({ version: '9.9.9' })],
  [
    'the report is of another epoch',
    withVerification({ corridors: [{ ...today, epoch: '0123456789abcdef' }] }),
  ],
  [
    'the report is of another version of the corridor',
    withVerification({ corridors: [{ ...today, version: 'household-0' }] }),
  ],
  [
    'a corridor was registered since',
    withVerification({ corridors: [{ ...today, intent: 'route_ticket' }] }),
  ],
  ['the report names a corridor that is gone', withVerification({ corridors: [] })],
  ['the report for people is gone', withVerification({ markdown: null })],
  [
    'the report for people says that a criterion failed',
    (facts) => {
      const { markdown } = facts.verification
      return withVerification({ markdown: markdown?.replace('PASS', 'FAIL') ?? '' })(facts)
    },
  ],
  // Plan against configuration, and against itself.
  [
    'the plan cannot be read',
    (facts) => following(facts, { kind: 'refused', problem: 'plan.yaml:1: no' }),
  ],
  ['the deadline is not the plan’s', withEnv({ PARTIAL_TRUST_TIMEOUT_MS: '300' })],
  ['the ceiling keeps a stage from its rate', withEnv({ PARTIAL_TRUST_SAMPLE_RATE: '0.05' })],
  [
    'a latency gate lies above the deadline',
    withPlan(`version: 1
stages:
  - name: canary
    rate: 0.01
    min_days: 3
    min_sampled: 100
    go: [{ metric: latency, quantile: 0.95, below_ms: 500 }]
    no_go: [{ metric: incident }]
`),
  ],
  [
    'a GO gate admits what the NO_GO gate stops',
    withPlan(`version: 1
stages:
  - name: canary
    rate: 0.01
    min_days: 3
    min_sampled: 100
    go: [{ metric: attempt_error, below: 0.2 }]
    no_go: [{ metric: attempt_error, above: 0.1 }]
`),
  ],
  // Configuration.
  ['a variable does not parse', withEnv({ PARTIAL_TRUST_SAMPLE_RATE: '50%' })],
  ['the deadline does not parse', withEnv({ PARTIAL_TRUST_TIMEOUT_MS: '200ms' })],
  ['the intent is not registered', withEnv({ PARTIAL_TRUST_INTENT: 'unlock_door' })],
  ['the corridor is on and the policy off', withEnv({ LLM_POLICY_ENABLED: 'false' })],
  [
    'the risk log cannot be written',
    (facts) => ({ ...facts, riskLog: { path: '/x', problem: 'EACCES', losses: null } }),
  ],
  [
    'the control store does not answer',
    (facts) => ({ ...facts, control: { kind: 'unreachable', location: 'x', problem: 'no' } }),
  ],
  [
    'two processes have different fingerprints',
    (facts) => ({
      ...facts,
      control: {
        kind: 'reachable',
        location: 'x',
        lost: null,
        killed: [],
        uncontrolled: [],
        proof: null,
        proofDueMs: null,
        processes: [process('a', 'one'), process('b', 'two')],
      },
    }),
  ],
  [
    'two processes have different leases',
    (facts) => ({
      ...facts,
      control: {
        kind: 'reachable',
        location: 'x',
        lost: null,
        killed: [],
        uncontrolled: [],
        proof: null,
        proofDueMs: null,
        processes: [process('a', 'one'), { ...process('b', 'one'), lease_ms: 60_000 }],
      },
    }),
  ],
  [
    'a process did not stop when the kill was tried',
    (facts) => ({
      ...facts,
      control: {
        kind: 'reachable',
        location: 'x',
        lost: null,
        killed: [],
        uncontrolled: [],
        proof: {
          at: '2026-11-28T09:00:00.000Z',
          proved: ['a'],
          unproved: [{ instance: 'b', host: 'here', pid: 2 }],
          slowest_ms: 12,
        },
        proofDueMs: null,
        processes: [process('a', 'one'), process('b', 'one')],
      },
    }),
  ],
  [
    'the kill was not tried for too long',
    (facts) => ({
      ...facts,
      control: {
        kind: 'reachable',
        location: 'x',
        lost: null,
        killed: [],
        uncontrolled: [],
        proof: { at: '2026-01-01T00:00:00.000Z', proved: ['a'], unproved: [], slowest_ms: 12 },
        proofDueMs: facts.nowMs - 1,
        processes: [process('a', 'one')],
      },
    }),
  ],
  ...['${LLM_API_KEY}', '<your key>', 'changeme', '{{ key }}'].map((left): Mutation => [
    `the key is still ${left}`,
    withEnv({ LLM_API_KEY: left }),
  ]),
  // The policy.
  ['the policy is refused', withPolicy({ problems: ['policy.yaml:3: unknown key'] })],
  ['the policy has no route', withPolicy({ missing: ['no route'], endpoints: [] })],
  ...(
    [
      ['no endpoint is set', { kind: 'unset' }],
      ['nothing listens', failing('llm_unavailable', 'unreachable', null)],
      ['the certificate is not accepted', failing('llm_unavailable', 'tls', null)],
      ['the endpoint refuses the key', failing('llm_error', 'status', 401)],
      ['the endpoint has no such path', failing('llm_error', 'status', 404)],
      ['the endpoint does not know the model', failing('llm_error', 'model_unknown', 404)],
      ['the endpoint hangs', failing('timeout', null, null)],
      ['the model never finishes', failing('incomplete', null, null)],
    ] as const
  ).map(([name, endpoint]): Mutation => [
    name,
    withPolicy({ endpoints: [{ intent: 'add_shopping_item', ...endpoint }] }),
  ]),
  // The verification report.
  [
    'there is no report',
    (facts) => ({ ...facts, verification: { ...facts.verification, report: null } }),
  ],
  ['the report is stale', withReport({ verified_at: '2020-01-01T00:00:00.000Z' })],
  ['the report is from the future', withReport({ verified_at: '2999-01-01T00:00:00.000Z' })],
  ['the report says failed', withReport({ passed: false })],
  ...criteria.map((id): Mutation => [
    `${id} was not run`,
    (facts) =>
      withReport({
        corridors:
          facts.verification.report?.corridors.map((corridor) => ({
            ...corridor,
            criteria: corridor.criteria.filter((one) => one.id !== id),
          })) ?? [],
      })(facts),
  ]),
]

describe('preflight', () => {
  it('finds nothing on the clean tree', () => {
    expect(stopsOf(clean)).toEqual([])
  })

  it('is held to at least 40 contradictions', () => {
    expect(mutations.length).toBeGreaterThanOrEqual(40)
  })

  it.each(mutations)('stops the line when %s', (_name, mutate) => {
    expect(stopsOf(mutate(clean))).not.toEqual([])
  })

  it('gives every contradiction its evidence and a remedy', () => {
    for (const [, mutate] of mutations) {
      for (const { evidence, remedy } of preflight(mutate(clean)).stop_the_line) {
        expect(evidence).not.toBe('')
        expect(remedy).not.toBe('')
      }
    }
  })

  it('gives what could not be driven one contradiction, with what to mend first', () => {
    const { corridors = [] } = clean.verification.report ?? {}
    const undriven = withReport({
      passed: false,
      corridors: corridors.map((one) => ({
        ...one,
        passed: false,
        criteria: [],
        problem: 'its baseline throws',
      })),
    })
    const found = preflight(undriven(clean)).stop_the_line.filter(({ part }) => part === 4)
    expect(found.map(({ what }) => what)).toEqual(
      corridors.flatMap(({ intent }) => [
        expect.stringMatching(
          `^${intent}: NOT VERIFIED: its baseline throws; none of AC1, AC2, AC3, AC4 was run$`,
        ),
        expect.stringContaining('for people and'),
      ]),
    )
    expect(found[0]?.remedy).toMatch(/^Mend what it says, then/u)
  })

  it('only notes a missing endpoint while the policy is off', () => {
    const off = withEnv({ PARTIAL_TRUST_ENABLED: 'false', LLM_POLICY_ENABLED: 'false' })(clean)
    const endpoints = [{ intent: 'x', kind: 'unset' as const }]
    expect(stopsOf({ ...off, policy: { ...off.policy, endpoints } })).toEqual([])
  })
})

const probed = async (env: Record<string, string>) =>
  (await policyUnder({ LLM_POLICY_ENABLED: 'true', ...env })).endpoints

describe('policyFacts', () => {
  it('makes the call that decisions make, on every route', async () => {
    const before = simulator.stats().answered
    expect(await probed({ LLM_BASE_URL: simulator.url })).toMatchObject([
      { kind: 'asked', failure: null, endpoint: simulator.url, model: 'gpt-4o-mini' },
    ])
    expect(simulator.stats().answered).toBe(before + 1)
  })

  it('does not take an endpoint for good that lists its models and answers no call', async () => {
    simulator.setFaults({ fault: 'status_404' })
    onTestFinished(() => simulator.setFaults({ fault: null }))
    expect(await probed({ LLM_BASE_URL: simulator.url })).toMatchObject([
      { failure: 'llm_error', reason: 'model_unknown', status: 404 },
    ])
  })

  it('asks nobody while the policy is off', async () => {
    const before = simulator.stats().requests
    const { endpoints } = await policyUnder({ LLM_BASE_URL: simulator.url })
    expect(endpoints).toMatchObject([{ kind: 'not_asked', endpoint: simulator.url }])
    expect(simulator.stats().requests).toBe(before)
  })

  it('tells of an endpoint that is not there, and of a profile without a route', async () => {
    expect(await probed({ LLM_BASE_URL: 'http://127.0.0.1:9/v1' })).toMatchObject([
      { failure: 'llm_unavailable', reason: 'unreachable', status: null },
    ])
    const { missing } = await policyUnder({ LLM_POLICY_PROFILE: 'nobody' })
    expect(missing).toEqual([
      '"nobody" is not a profile of the policy; known: partial_trust, careful',
    ])
  })

  it('names the line of a policy that is refused', async () => {
    const { problems } = await policyUnder({ LLM_POLICY_PATH: 'package.json' })
    expect(problems[0]).toMatch(/package\.json:\d+: /)
  })
})

describe('a log from which records are missing', () => {
  it('notes that records never reached the risk log, and what to do', () => {
    const { parts, stop_the_line: stops } = preflight({
      ...clean,
      riskLog: { path: '/x', problem: null, losses: '/x.lost' },
    })
    const notes = parts
      .flatMap(({ findings }) => findings)
      .filter((one) => one.evidence === '/x.lost')
    expect(notes.map(({ level }) => level)).toEqual(['note'])
    expect(notes[0]?.what).toMatch(/no verdict on it is GO/u)
    expect(stops).toEqual([])
  })
})

describe('writable', () => {
  it.skipIf(!existsSync('/proc/self'))(
    'finds a folder in which nothing can be written, although its bits allow it',
    () => {
      expect(writable('/proc/self/risk.jsonl').problem).not.toBe(null)
    },
  )

  it('leaves nothing behind', () => {
    const folder = mkdtempSync(join(tmpdir(), 'preflight-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    expect(writable(join(folder, 'risk.jsonl'))).toMatchObject({ problem: null })
    expect(readdirSync(folder)).toEqual([])
  })

  it('makes nothing, and takes a file in a folder that is still to be made', () => {
    expect(writable(`${root}not-there/log.jsonl`)).toMatchObject({ problem: null })
  })

  it.skipIf(!existsSync('/dev/full'))('refuses devices, where no record stays', () => {
    for (const path of ['/dev/full', '/dev/null']) {
      expect(writable(path).problem).toMatch(/nothing is kept there$/u)
    }
  })

  it.each(['docs', 'package.json/log.jsonl'])('refuses %s, which can be no file', (path) => {
    expect(writable(root + path).problem).toMatch(/ a directory$/)
  })
})

async function adoptersFacts(cwd: string): Promise<PreflightFacts> {
  return gatherFacts({
    env: { PARTIAL_TRUST_STATE: 'none' },
    cwd,
    configFile: undefined,
    embedded: async () => householdConfig,
    planFile: undefined,
    nowMs: 0,
  })
}

describe('preflight in a repository of somebody else', () => {
  it('asks for the runbook and the report, and for no document of ours', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'adopter-'))
    onTestFinished(() => rmSync(cwd, { recursive: true }))
    const stops = preflight(await adoptersFacts(cwd)).stop_the_line
    expect(stops.map(({ part, what }) => [part, what])).toEqual([
      [4, 'there is no readable verification report'],
      [6, 'there is no runbook'],
    ])
  })

  it('takes a runbook whose contacts are filled in, and no other change', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'adopter-'))
    onTestFinished(() => rmSync(cwd, { recursive: true }))
    const runbook = join(cwd, 'docs/operations/partial-trust-runbook.md')
    const rendered = (await adoptersFacts(cwd)).documents.runbook.rendered ?? ''
    mkdirSync(dirname(runbook), { recursive: true })
    const stopsAfter = async (text: string) => {
      writeFileSync(runbook, text)
      const { stop_the_line: stops } = preflight(await adoptersFacts(cwd))
      return stops.filter(({ part }) => part === 6).length
    }
    expect(rendered).toContain('| on call | _fill in_ |')
    const filled = rendered.replace('| on call | _fill in_ |', '| on call | +1 555 0100 |')
    expect(await stopsAfter(filled)).toBe(0)
    expect((await adoptersFacts(cwd)).documents.runbook.rendered).toBe(filled)
    expect(await stopsAfter(filled.replace('## Stop it', '## Wait'))).toBe(1)
  })
})
