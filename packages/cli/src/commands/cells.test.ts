import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { seededRandom } from '@partial-trust/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'

const folder = mkdtempSync(join(tmpdir(), 'pt-cells-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Line = Record<string, unknown>
const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000
const same = {
  intent_mismatch: false,
  decision_type_mismatch: false,
  action_count_mismatch: false,
  entity_key_mismatch: false,
}

/** A log over five days: `isBad` says how an attempt ends, `more` what else it has. */
function logOf(
  name: string,
  {
    n = 900,
    isBad = () => false,
    more = () => ({}),
  }: {
    n?: number
    isBad?: (i: number) => boolean
    more?: (i: number) => Line
  },
): string[] {
  const random = seededRandom(name)
  return Array.from({ length: n }, (_, i) => {
    const bad = isBad(i)
    const asked = i % 4 !== 3
    const ended: Line = asked
      ? {
          sampled: true,
          status: bad ? 'fallback_deterministic' : 'accepted_llm',
          reason_code: bad ? 'timeout' : 'accepted',
          latency_ms: bad ? 200 : Math.floor(20 + random() * 150),
          model_meta: { model: 'm', input_tokens: 100, output_tokens: 20 },
          diff_summary: bad ? null : { ...same, entity_key_mismatch: i % 40 === 0 },
        }
      : { sampled: false, status: 'not_sampled', reason_code: 'not_sampled', latency_ms: null }
    return JSON.stringify({
      timestamp: new Date(startMs + (i * 5 * dayMs) / n).toISOString(),
      trace_id: `trace-${i}`,
      command_id: `command-${i}`,
      corridor_intent: 'c',
      sample_rate: 0.75,
      ...ended,
      schema: 1,
      epoch: 'e1',
      stage: 'canary',
      mode: 'live',
      deadline_ms: 200,
      instance: `i${i % 3}`,
      ...more(i),
    })
  })
}

const healthy = logOf('healthy', { isBad: (i) => i % 150 === 0 })
const logs: Readonly<Record<string, readonly string[]>> = {
  healthy,
  failing: logOf('failing', { isBad: (i) => i % 5 === 0 }),
  bursty: logOf('bursty', {
    isBad: (i) => i % 300 < 12,
    more: (i) =>
      i % 2 === 0
        ? { timestamp: new Date(startMs + Math.floor(i / 50) * 600_000 * 40).toISOString() }
        : {},
  }),
  'with mixed epochs': logOf('epochs', { more: (i) => ({ epoch: i > 500 ? 'e2' : 'e1' }) }),
  'with two epochs side by side': logOf('beside', { more: (i) => ({ epoch: `e${i % 2}` }) }),
  'with records told twice': [...healthy, ...healthy.slice(100, 300)],
  'with unreadable lines and newer records': [
    ...healthy,
    ...Array.from({ length: 30 }, () => '{"torn'),
    ...logOf('newer', { n: 20, more: () => ({ schema: 2 }) }),
  ],
  'without times': logOf('timeless', { more: (i) => (i % 10 === 0 ? { timestamp: 'noon' } : {}) }),
  'of records as the seed wrote them': logOf('seed', {
    more: () => ({
      schema: undefined,
      stage: null,
      epoch: undefined,
      sample_rate: 0.01,
      deadline_ms: undefined,
      instance: undefined,
    }),
  }),
  'of several corridors': [
    ...healthy,
    ...logOf('other', { more: () => ({ corridor_intent: 'd' }) }),
  ],
  'of shadow decisions': logOf('shadow', {
    more: (i) => ({ mode: 'shadow', ...(i % 4 === 3 ? {} : { status: 'shadow' }) }),
  }),
}

async function verdict(stage: string, ...source: string[]): Promise<unknown> {
  const { stdout, stderr, exitCode } = await runCommand(
    ['gate', '--stage', stage, '--json', '--corridor', 'c', ...source],
    { cwd: folder },
  )
  expect(stderr).toBe('')
  return { ...JSON.parse(stdout), source: null, decided_at: '', exitCode }
}

async function cellsOf(...paths: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await runCommand(['cells', '--risk-log', ...paths], {
    cwd: folder,
  })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

describe('cells', () => {
  it.each(Object.entries(logs))('of a log %s are judged as the log is', async (name, lines) => {
    const path = join(folder, `${name}.jsonl`)
    writeFileSync(path, `${lines.join('\n')}\n`)
    const file = join(folder, `${name}.cells`)
    writeFileSync(file, await cellsOf(path))
    const stage = 'canary'
    expect(await verdict(stage, '--cells', file)).toEqual(await verdict(stage, '--risk-log', path))
    const [ofLog, ofCells] = await Promise.all(
      [
        ['--risk-log', path],
        ['--cells', file],
      ].map(async (source) => {
        const { stdout } = await runCommand(['analyze', '--json', ...source], { cwd: folder })
        const {
          metrics,
          epochs,
          stages,
          tokens,
          latency_histogram: latency,
          deadlines,
          sample_ratio: ratio,
          total_records: records,
        } = JSON.parse(stdout)
        return { metrics, epochs, stages, tokens, latency, deadlines, ratio, records }
      }),
    )
    expect(ofCells).toEqual(ofLog)
  })

  it('of hosts put one after the other, packed, are those of one log', async () => {
    const halves = [healthy.filter((_, i) => i % 2 === 0), healthy.filter((_, i) => i % 2 === 1)]
    const paths = halves.map((lines, i) => {
      const path = join(folder, `host-${i}.log`)
      writeFileSync(path, `${lines.join('\n')}\n`)
      return path
    })
    const file = join(folder, 'hosts.cells.gz')
    writeFileSync(file, gzipSync(await cellsOf(...paths)))
    const whole = join(folder, 'healthy.jsonl')
    writeFileSync(whole, `${healthy.join('\n')}\n`)
    expect(await verdict('canary', '--cells', file)).toEqual(
      await verdict('canary', '--risk-log', whole),
    )
  })

  it('carry the holes of their log, which withhold GO', async () => {
    const path = join(folder, 'hole.jsonl')
    writeFileSync(path, `${healthy.join('\n')}\n`)
    writeFileSync(`${path}.2`, '')
    const file = join(folder, 'hole.cells')
    writeFileSync(file, await cellsOf(path))
    const found = await verdict('canary', '--cells', file)
    expect(found).toEqual(await verdict('canary', '--risk-log', path))
    expect(JSON.stringify(found)).toMatch(/hole\.jsonl\.1 is missing/u)
  })

  it.each<[string, string, RegExp]>([
    ['something else', '{"a":1}\n', /:1 is no cell/u],
    ['nothing', '\n', /holds no cell/u],
  ])('that are %s are refused', async (_, text, said) => {
    const file = join(folder, 'other.cells')
    writeFileSync(file, text)
    const found = await runCommand(['gate', '--stage', 'canary', '--cells', file], { cwd: folder })
    expect(found).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(said) })
  })
})
