import type { Random } from '@partial-trust/testing'

type Fields = Record<string, unknown>

/** One way to tamper with a log. Gets a copy of its lines; answers whether it found something to change. */
export type Mutation = {
  readonly name: string
  /** False: nothing in the records can show it, and why. */
  readonly undetectable?: string
  readonly apply: (lines: string[], random: Random) => boolean
}

/** Changes one record that fits; the text is written anew by JSON.stringify, key order kept. */
function edit(
  name: string,
  fits: (record: Fields) => boolean,
  change: (record: Fields, random: Random) => void,
  undetectable?: string,
): Mutation {
  return {
    name,
    ...(undetectable === undefined ? {} : { undetectable }),
    apply(lines, random) {
      const at = pick(lines, random, fits)
      if (at === null) return false
      const record = parse(lines[at] ?? '')
      change(record, random)
      lines[at] = JSON.stringify(record)
      return true
    },
  }
}

/** Changes the text of one line. */
function rewrite(
  name: string,
  fits: (record: Fields) => boolean,
  change: (line: string, random: Random) => string,
): Mutation {
  return {
    name,
    apply(lines, random) {
      const at = pick(lines, random, fits)
      if (at === null) return false
      lines[at] = change(lines[at] ?? '', random)
      return true
    },
  }
}

function pick(lines: readonly string[], random: Random, fits: (record: Fields) => boolean) {
  const start = Math.floor(random() * lines.length)
  for (let step = 0; step < lines.length; step += 1) {
    const at = (start + step) % lines.length
    // Not the ends: there a cut line is what a crash leaves.
    if (at > 0 && at < lines.length - 1 && fits(parse(lines[at] ?? ''))) return at
  }
  return null
}

function parse(line: string): Fields {
  const value: unknown = JSON.parse(line)
  return isFields(value) ? value : {}
}
function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
function inner(record: Fields, name: string): Fields {
  const value = record[name]
  return isFields(value) ? value : {}
}

const any = (): boolean => true
const has = (name: string, value: unknown) => (record: Fields) => record[name] === value
const accepted = has('status', 'accepted_llm')
const notSampled = has('status', 'not_sampled')
const closedBefore = (record: Fields): boolean =>
  record['reason_code'] === 'killed' && record['latency_ms'] === null
const givenUp = (record: Fields): boolean =>
  record['status'] === 'skipped' && record['latency_ms'] !== null && record['llm_summary'] === null
const modelMeta = {
  profile: 'p',
  task_id: 'pricing',
  escalated: false,
  provider: 'simulated',
  model: 'm',
  attempts: 1,
  input_tokens: 10,
  output_tokens: 5,
}
const asked = (record: Fields): boolean => record['llm_summary'] !== null
const set = (name: string, value: unknown) => (record: Fields) => {
  record[name] = value
}
const setIn = (outer: string, name: string, value: unknown) => (record: Fields) => {
  inner(record, outer)[name] = value
}

/** Every kind of tampering we thought of, the ones that cannot be seen included. */
export const mutations: readonly Mutation[] = [
  rewrite('line cut short', any, (line) => line.slice(0, line.length >> 1)),
  rewrite('line replaced by text', any, () => 'nothing to see here'),
  rewrite('line replaced by another JSON value', any, () => '[1, 2]'),
  rewrite('two records joined in one line', any, (line) => line + line),
  rewrite('a key given twice', accepted, (line) =>
    line.replace('"status":"accepted_llm"', '"status":"error","status":"accepted_llm"'),
  ),
  edit('a key removed', any, (record) => delete record['bucket']),
  edit('the version removed', any, (record) => delete record['schema']),
  edit('the record cut to the keys of the older version', accepted, (record) => {
    for (const key of ['schema', 'epoch', 'stage', 'mode', 'bucket', 'deadline_ms', 'instance']) {
      delete record[key]
    }
  }),
  edit('a key added', any, set('text', 'buy milk')),
  edit('a key added inside', asked, setIn('llm_summary', 'item_name', 'milk')),
  edit('keys in another order', any, (record) => {
    const { timestamp } = record
    delete record['timestamp']
    record['timestamp'] = timestamp
  }),
  edit('text in a closed list', asked, setIn('llm_summary', 'intent', 'buy milk, please')),
  edit('an unknown status', any, set('status', 'accepted')),
  edit('an unknown reason', any, set('reason_code', 'because')),
  edit('an unknown version', any, set('schema', 2)),
  edit('a number as text', any, set('sample_rate', '0.1')),
  edit('a latency with a fraction', accepted, set('latency_ms', 12.5)),
  edit('a negative latency', accepted, set('latency_ms', -1)),
  edit('a rate above 1', any, set('sample_rate', 5)),
  edit('a time in another zone', any, (record) => {
    record['timestamp'] = String(record['timestamp']).replace('Z', '+02:00')
  }),
  edit('a day that does not exist', any, (record) => {
    record['timestamp'] = '2026-02-30T00:00:00.000Z'
  }),
  edit(
    'a fallback turned into an acceptance',
    has('status', 'fallback_deterministic'),
    (record) => {
      record['status'] = 'accepted_llm'
      record['reason_code'] = 'accepted'
    },
  ),
  edit(
    'an acceptance turned into a fallback by its status alone',
    accepted,
    set('status', 'fallback_deterministic'),
  ),
  edit('a timeout turned into an acceptance', has('reason_code', 'timeout'), (record) => {
    record['status'] = 'accepted_llm'
    record['reason_code'] = 'accepted'
  }),
  edit('a killed decision turned into an acceptance', has('reason_code', 'killed'), (record) => {
    record['status'] = 'accepted_llm'
    record['reason_code'] = 'accepted'
    record['sampled'] = true
  }),
  edit('an acceptance turned into "killed"', accepted, (record) => {
    record['status'] = 'skipped'
    record['reason_code'] = 'killed'
    record['sampled'] = false
  }),
  edit('an error turned into an acceptance', has('status', 'error'), (record) => {
    record['status'] = 'accepted_llm'
    record['reason_code'] = 'accepted'
  }),
  edit('an acceptance hidden as not sampled', accepted, (record) => {
    record['status'] = 'not_sampled'
    record['reason_code'] = 'not_sampled'
    record['sampled'] = false
  }),
  edit('an acceptance hidden as not sampled, its traces removed', accepted, (record) => {
    Object.assign(record, {
      status: 'not_sampled',
      reason_code: 'not_sampled',
      sampled: false,
      latency_ms: null,
      model_meta: null,
      llm_summary: null,
      diff_summary: null,
    })
  }),
  edit('`sampled` turned round', any, (record) => {
    if (record['status'] === 'error') record['reason_code'] = 'killed'
    record['sampled'] = record['sampled'] !== true
  }),
  edit('an acceptance in shadow mode', accepted, set('mode', 'shadow')),
  edit('an acceptance after the deadline', accepted, set('latency_ms', 201)),
  edit('an acceptance below the threshold', accepted, (record) => {
    Object.assign(inner(record, 'llm_summary'), { confidence: 0.3, confidence_bucket: 'low' })
  }),
  edit('an acceptance above 1', accepted, (record) => {
    Object.assign(inner(record, 'llm_summary'), { confidence: 95, confidence_bucket: 'high' })
  }),
  edit(
    'a confidence that does not fit its class',
    (record) => inner(record, 'llm_summary')['confidence_bucket'] === 'medium',
    setIn('llm_summary', 'confidence_bucket', 'high'),
  ),
  edit(
    'an accepted candidate with another intent',
    accepted,
    setIn('llm_summary', 'intent', 'refuse_order'),
  ),
  edit(
    'a baseline off the allow-list',
    accepted,
    setIn('baseline_summary', 'intent', 'refuse_order'),
  ),
  edit(
    'a difference denied',
    (record) => inner(record, 'diff_summary')['intent_mismatch'] === true,
    setIn('diff_summary', 'intent_mismatch', false),
  ),
  edit('a difference made up', accepted, setIn('diff_summary', 'action_count_mismatch', true)),
  edit('the candidate removed from an acceptance', accepted, set('llm_summary', null)),
  edit('the latency removed from an acceptance', accepted, set('latency_ms', null)),
  edit('the model removed from an acceptance', accepted, set('model_meta', null)),
  edit('a latency given to one who was not asked', notSampled, set('latency_ms', 10)),
  edit('another bucket', any, (record, random) => {
    record['bucket'] = Math.floor(random() * 1e6) / 1e6
  }),
  edit('another id', any, set('command_id', 'somebody-else')),
  edit(
    'a rate raised for one record',
    (record) => record['sample_rate'] === 0.2 && notSampled(record),
    set('sample_rate', 0.999),
  ),
  edit(
    'a rate lowered for one record',
    (record) => record['sample_rate'] === 0.5 && accepted(record),
    set('sample_rate', 0),
  ),
  edit('a rate given to a closed corridor', closedBefore, set('sample_rate', 0.5)),
  edit('a candidate given up, of which the asking is denied', givenUp, set('sampled', false)),
  edit('a candidate given up that comes with an account of itself', givenUp, (record) => {
    record['model_meta'] = modelMeta
  }),
  edit('another epoch', any, set('epoch', 'forged')),
  edit('another deadline', any, set('deadline_ms', 100)),
  edit(
    'a time moved back by a day',
    (record) => record['instance'] === 'second-process' && accepted(record),
    (record) => {
      record['timestamp'] = '2026-01-01T00:00:00.000Z'
    },
  ),
  {
    name: 'a record given twice',
    apply(lines, random) {
      const at = Math.floor(random() * lines.length)
      lines.splice(at, 0, lines[at] ?? '')
      return true
    },
  },
  {
    name: 'a record moved',
    apply(lines, random) {
      const half = lines.length >> 1
      const from = Math.floor(random() * (half - 100))
      const [line = ''] = lines.splice(from, 1)
      lines.splice(from + 50, 0, line)
      return true
    },
  },
  {
    name: 'half of the sampled records deleted',
    apply(lines) {
      let turn = 0
      const kept = lines.filter((line) => !line.includes('"sampled":true') || turn++ % 2 === 0)
      lines.splice(0, lines.length, ...kept)
      return true
    },
  },
  {
    name: 'one record deleted',
    undetectable: 'records carry no ordinal; a few missing ones stay within the chance of the draw',
    apply(lines, random) {
      lines.splice(Math.floor(random() * lines.length), 1)
      return true
    },
  },
  edit(
    'a rejection turned into an acceptance, everything made to fit',
    has('reason_code', 'low_confidence'),
    (record) => {
      record['status'] = record['status'] === 'shadow' ? 'shadow' : 'accepted_llm'
      record['reason_code'] = 'accepted'
      Object.assign(inner(record, 'llm_summary'), { confidence: 0.9, confidence_bucket: 'high' })
    },
    'a record that is consistent in itself can only be told from a true one by a signature',
  ),
  edit(
    'a latency within the deadline',
    accepted,
    (record, random) => {
      record['latency_ms'] = Math.floor(random() * 20)
    },
    'any latency up to the deadline is possible',
  ),
]
