import { writeFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { foldLine } from './fold-line.js'
import { LogTally } from './log-tally.js'
import { LineSplitter, longestLine } from './line-splitter.js'
import { tallyRanges } from './tally-range.js'
import { allTime, type TimeWindow } from './time-window.js'
import { sorted, withoutOrder } from './without-order.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'pt-scan-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'log.jsonl')

async function scanned(bytes: Uint8Array, window: TimeWindow = allTime): Promise<unknown> {
  writeFileSync(path, bytes)
  const tally = new LogTally()
  await tallyRanges(tally, [{ path, from: 0, to: bytes.length }], window, () => {})
  return told(tally)
}

/** The same counts made with JSON.parse alone. */
function parsed(bytes: Uint8Array, window: TimeWindow = allTime): unknown {
  const tally = new LogTally()
  const splitter = new LineSplitter()
  for (const line of [...splitter.take(bytes), ...splitter.end()]) {
    if (line === null) tally.parseErrors += 1
    else foldLine(tally, line, window)
  }
  return told(tally)
}

function told(tally: LogTally): unknown {
  const { generations } = tally.snapshot().seen
  return { ...withoutOrder(tally), seen: sorted(generations.flatMap((slots) => [...slots])) }
}

async function agree(bytes: Uint8Array, window: TimeWindow = allTime): Promise<void> {
  expect(await scanned(bytes, window)).toEqual(parsed(bytes, window))
}

const record = {
  timestamp: '2026-03-05T12:00:00.250Z',
  trace_id: 't-1',
  command_id: 'c-1',
  corridor_intent: 'add_shopping_item',
  sample_rate: 0.05,
  sampled: true,
  status: 'accepted_llm',
  reason_code: 'accepted',
  latency_ms: 81.6,
  model_meta: { profile: 'p', model: 'm', attempts: 1, input_tokens: 120, output_tokens: 30 },
  baseline_summary: { intent: 'add_shopping_item', action_count: 1, has_list_id: true },
  llm_summary: { intent: 'add_shopping_item', confidence: 0.93, item_name_len: null },
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
  bucket: 0.123456,
  deadline_ms: 200,
  instance: 'i-1',
}

const reference = new URL('../../../../data/reference/analyzer/', import.meta.url)

describe('the scanner', () => {
  it.each(readdirSync(reference).filter((name) => name.endsWith('.jsonl')))(
    'counts %s as JSON.parse does',
    async (name) => agree(readFileSync(new URL(name, reference))),
  )

  it('agrees with JSON.parse on every kind of odd line', async () => {
    const text = JSON.stringify(record)
    const lines = [
      text,
      text.replaceAll(':', ' : ').replaceAll(',', ' ,\t'),
      `  ${text}\r`,
      `\uFEFF${text}`,
      '{}',
      '{ }',
      '[]',
      'null',
      '"text"',
      '',
      ' \t\r',
      '\v',
      text.slice(0, -1),
      `${text}}`,
      `${text},`,
      `${text} x`,
      text.replace('"sampled":true', '"sampled":true,'),
      text.replace('"sampled":true', '"sampled":tru'),
      text.replace('"sampled":true', '"sampled":"true"'),
      text.replace('"sampled":true', '"sampled":false,"sampled":true'),
      text.replace('"latency_ms":81.6', '"latency_ms":null'),
      ...[
        '01',
        '1.',
        '.5',
        '-',
        '1e5',
        '1E+2',
        '1e',
        'NaN',
        '-0',
        '-3.7',
        '"80"',
        '1e999',
        '123456789012345678',
        '0.30000000000000004',
        '[1]',
        '{"a":1}',
        'true',
      ].map((number) => text.replace('81.6', number)),
      text.replace('"accepted_llm"', '"accepted\\u005fllm"'),
      text.replace('"status"', '"st\\u0061tus"'),
      text.replace('"p"', '"p\\q"'),
      text.replace('"p"', '"\\ud83d\\u12g4"'),
      text.replace('"p"', '"a\\"b\\\\"'),
      text.replace('"p"', '"tab\tinside"'),
      text.replace('"p"', '"é 😀"'),
      text.replace('"p"', '{"deep":[1,{"a":[]}]}'),
      text.replace('"p"', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`),
      ...[
        'null',
        '[]',
        '{}',
        '{"intent_mismatch":true,"entity_key_mismatch":false}',
        '{"decision_type_mismatch":true}',
        '{"decision_type_mismatch":null,"action_count_mismatch":true}',
        '{"action_count_mismatch":1,"decision_type_mismatch":false}',
      ].map((diff) => text.replace(JSON.stringify(record.diff_summary), diff)),
      text.replace('"live"', '"shadow"'),
      text.replace('"accepted_llm"', '"shadow"'),
      text.replace('"accepted_llm"', '7'),
      text.replace('"canary"', 'null'),
      text.replace('"__proto__"', '1'),
      text.replace('"epoch"', '"__proto__"'),
      ...[
        '2026-03-05T12:00:00Z',
        '2026-03-05 12:00:00',
        '2026-02-30T12:00:00Z',
        '2026-03-05T12:00:00.123456+02:00',
        '2026-03-05T25:00:00Z',
        '',
        'x',
        '1969-12-31T23:59:59.999Z',
        '2024-02-29T00:00:00-11:30',
      ].map((time) => text.replace('2026-03-05T12:00:00.250Z', time)),
      text.replace('"2026-03-05T12:00:00.250Z"', '5'),
      text.replace('"c-1"', 'null'),
      text.replace('"t-1"', '"abcdefgh-0123456789-длинный"'),
      text,
    ]
    for (const line of lines) await agree(Buffer.from(`${text}\n${line}\n${text}`))
    await agree(Buffer.from(lines.join('\n')))
    await agree(Buffer.from(lines.join('\r\n')))
    const march = { sinceMs: Date.UTC(2026, 2, 1), untilMs: Date.UTC(2026, 3, 1) }
    await agree(Buffer.from(lines.join('\n')), march)
  })

  it('agrees with JSON.parse when bytes are damaged anywhere', async () => {
    const clean = Buffer.from(
      ['accepted_llm', 'not_sampled', 'error', 'skipped', 'fallback_deterministic']
        .flatMap((status) =>
          Array.from({ length: 8 }, () => `${JSON.stringify({ ...record, status })}\n`),
        )
        .join(''),
    )
    const damage = fc.array(fc.tuple(fc.nat(clean.length - 1), fc.nat(255)), {
      minLength: 20,
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const bytes = Buffer.from(clean)
        for (const [at, byte] of changes) bytes[at] = byte
        await agree(bytes)
      }),
      { numRuns: 60 },
    )
  })

  it('agrees with JSON.parse on any JSON at all', async () => {
    const values = fc.oneof(
      fc.json(),
      fc.json().map((json) => `{"status":${json},"latency_ms":${json},"diff_summary":${json}}`),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 5 }), async (lines) => {
        await agree(Buffer.from(lines.join('\n')))
      }),
      { numRuns: 60 },
    )
  })

  it('counts the same wherever the reads happen to cut the lines', async () => {
    const line = `${JSON.stringify(record)}\n`
    const long = `{"x":"${'y'.repeat(longestLine)}"}\n`
    const filler = `{"x":"${'y'.repeat(300_000)}"}\n`
    await agree(
      Buffer.from(
        `${filler}${line}${filler}${filler}${line}${long}${line}${filler}${long}${long}${line}`,
      ),
    )
    await agree(Buffer.from(`${line}${long.trimEnd()}`))
  })

  it('keeps up with more names than it has room for', async () => {
    const lines = Array.from({ length: 9000 }, (_, i) =>
      JSON.stringify({
        ...record,
        trace_id: `t${i}`,
        epoch: `e${i}`,
        reason_code: `r${i}`,
        [`k${i % 700}`]: i,
      }),
    )
    await agree(Buffer.from(lines.join('\n')))
  })
})
