// Writes fuzz/corpus.json from what the product itself writes: `node fuzz/make-corpus.ts`.
import { readFileSync, writeFileSync } from 'node:fs'
import { controlPlan, encodeCells, encodeSnapshot } from '@partial-trust/control'
import { memoryControl } from '@partial-trust/control/testing'
import { defaultPlan, MetricsCounter } from '@partial-trust/core'

const intent = 'pay_back'
const control = memoryControl({ now: () => Date.UTC(2026, 0, 1), newId: () => 'store-1' })
const { store } = control
const plan = controlPlan(defaultPlan)
const signed = { by: 'ana', reason: 'so decided' }
const requests = [
  { intent, action: { kind: 'rollout', plan }, expectedVersion: 0, ...signed },
  {
    intent,
    action: { kind: 'promote', evidence: { verdict: 'GO' } },
    expectedVersion: 1,
    ...signed,
  },
  {
    intent,
    action: { kind: 'close', because: 'no_go', evidence: { s: 1 } },
    expectedVersion: 2,
    ...signed,
  },
  { intent, action: { kind: 'kill' }, ...signed },
  { intent, action: { kind: 'resume' }, expectedVersion: 4, ...signed },
  { intent, action: { kind: 'epoch', epoch: 'e2' }, expectedVersion: 5, ...signed },
  { intent, action: { kind: 'incident' }, ...signed },
] as const
const changes: unknown[] = []
for (const request of requests) changes.push(await store.change(request))
const counter = new MetricsCounter()
const key = {
  instance: 'i-1',
  bucket: 1000,
  corridor: intent,
  epoch: 'e1',
  stage: 'canary',
  sampleRate: 0.01,
  mode: 'live',
  model: null,
  part: null,
} as const
counter.start(key)
const cells = encodeCells(counter.cells.values())
const snapshot = await store.read()
const report = {
  instance: 'i-1',
  host: 'here',
  pid: 1,
  started_at: '2026-01-01T00:00:00.000Z',
  seen_at: '2026-01-01T00:00:00.000Z',
  lease_ms: 5000,
  lease_age_ms: 10,
  corridors: [{ intent, epoch: 'e1', rate: 0.01, set_by: 'stage canary', version: 3, entry: null }],
  dropped_records: 0,
  dropped_cells: 0,
}
const parsed = cells.map(([name, counts]): unknown[] => [JSON.parse(name), JSON.parse(counts)])
const wire = {
  snapshot: [encodeSnapshot(snapshot)],
  change: changes,
  cells: [cells, { cells }],
  outcome: [{ key, id: 'a'.repeat(64), arm: 'candidate', kind: 'undone' }],
  request: requests,
  kill: [{ also: [intent], ...signed }],
  plan: [plan],
  state: [...snapshot.corridors.values()],
  audit: [await store.audit()],
  report: [report],
  counts: parsed.map(([, counts]) => counts),
  key: parsed.map(([name]) => name),
}
const record = {
  timestamp: '2026-03-05T12:00:00.250Z',
  trace_id: 't-1',
  command_id: 'c-1',
  corridor_intent: intent,
  sample_rate: 0.05,
  sampled: true,
  status: 'accepted_llm',
  reason_code: 'accepted',
  latency_ms: 81,
  model_meta: { profile: 'p', model: 'm', attempts: 1, input_tokens: 120, output_tokens: 30 },
  baseline_summary: { intent, decision_type: 'x', action_count: 1, entity_keys_count: 1 },
  llm_summary: { intent, confidence: 0.93, confidence_bucket: 'high' },
  diff_summary: {
    intent_mismatch: false,
    decision_type_mismatch: true,
    action_count_mismatch: false,
    entity_key_mismatch: true,
  },
  schema: 1,
  epoch: 'e1',
  stage: 'canary',
  mode: 'live',
  bucket: 0.0123,
  deadline_ms: 200,
  instance: 'i-1',
}
const unsampled = { ...record, sampled: false, status: 'not_sampled', reason_code: 'not_sampled' }
const late = {
  ...record,
  status: 'fallback_deterministic',
  reason_code: 'timeout',
  diff_summary: null,
}
const records = [record, { ...unsampled, latency_ms: null, diff_summary: null }, late]
const policy = readFileSync(new URL('../packages/llm/policy/default.yaml', import.meta.url), 'utf8')
/** What a policy can say at all, in a few lines: most inputs are made from these. */
const short = [
  `schema_version: 1
profiles: { quick: { description: q } }
tasks: { pay_back: { description: p } }
routing:
  pay_back:
    quick: { provider: openai-compatible, model: m, temperature: 0, max_tokens: 40, base_url: "http://127.0.0.1:9" }
fallback_chain:
  - { event: timeout, action: return_error }
`,
  `schema_version: 1
profiles:
  quick: &q { description: q }
  careful: *q
tasks: { pay_back: { description: p } }
routing:
  pay_back:
    quick:
      provider: openai-compatible
      model: m
      temperature: 0.5
      max_completion_tokens: 40
      base_url: \${LLM_BASE_URL}
fallback_chain:
  - { event: invalid_json, action: escalate_to, profile: careful, max_retries: 2 }
`,
]
writeFileSync(
  new URL('corpus.json', import.meta.url),
  `${JSON.stringify({ wire, records: records.map((one) => JSON.stringify(one)), policies: [policy, ...short, ...short] }, null, 1)}\n`,
)
