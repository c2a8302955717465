import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { defaultPlan } from '@partial-trust/core'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { findLog } from '../log/find-log.js'
import { gateLog } from '../verdict/index.js'
import { UserError } from '@partial-trust/settings'
import { digestOf } from './bundle.js'
import { checkBundle } from './check-bundle.js'
import { makeBundle } from './make-bundle.js'

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000
const nowMs = startMs + 10 * dayMs

/** `n` sampled records over five days, every `badEvery`-th a timeout, and as many that were not drawn. */
function lines(n: number, badEvery: number): string[] {
  return Array.from({ length: n }, (_, i) => {
    const bad = i % badEvery === badEvery - 1
    const record = {
      timestamp: new Date(startMs + (i * 5 * dayMs) / n).toISOString(),
      trace_id: `canary-trace-${i}`,
      command_id: `canary-command-${i}`,
      corridor_intent: 'add_shopping_item',
      sample_rate: 0.01,
      sampled: true,
      status: bad ? 'fallback_deterministic' : 'accepted_llm',
      reason_code: bad ? 'timeout' : 'accepted',
      latency_ms: bad ? 200 : 40 + (i % 90),
      model_meta: { model: 'm', input_tokens: 100, output_tokens: 20 },
      diff_summary: bad ? null : { intent_mismatch: false, entity_key_mismatch: i % 50 === 0 },
      schema: 1,
      epoch: 'e1',
      stage: 'canary',
      mode: 'live',
      deadline_ms: 200,
      instance: 'i1',
    }
    return `${JSON.stringify(record)}\n${JSON.stringify({
      ...record,
      trace_id: `other-${i}`,
      sampled: false,
      status: 'not_sampled',
      reason_code: 'not_sampled',
      latency_ms: null,
      model_meta: null,
      diff_summary: null,
    })}\n`
  })
}

let logs = 0

/** A log in two files, as rotation leaves it. */
function rotatedLog(content: readonly string[]): string {
  logs += 1
  const path = join(folder, `risk-${logs}.jsonl`)
  const half = Math.floor(content.length / 2)
  writeFileSync(`${path}.1`, content.slice(0, half).join(''))
  writeFileSync(path, `${content.slice(half).join('')}not JSON\n`)
  return path
}

/** The same log under the same name in a folder of its own. */
function copyOf(path: string): string {
  const copy = join(mkdtempSync(join(folder, 'copy-')), basename(path))
  for (const end of ['', '.1']) copyFileSync(path + end, copy + end)
  return copy
}

const question = {
  plan: defaultPlan,
  stage: 'canary',
  corridor: null,
  incidents: 0,
  versions: { product: '0.1.0', node: 'v24.0.0', commit: null },
  configuration: 'ab'.repeat(32),
  nowMs,
}

const log = rotatedLog(lines(500, 100))
const made = await makeBundle({ ...question, findLog: () => findLog(log) })

/** The bundle with one value changed, and a digest that fits. */
function forged(path: readonly (string | number)[], change: (value: unknown) => unknown): string {
  const bundle: Record<string, unknown> = JSON.parse(made.text)
  let holder: Record<string | number, unknown> = bundle
  for (const step of path.slice(0, -1)) {
    const inner = holder[step]
    if (!isHolder(inner)) throw new Error(`there is no ${path.join('.')}`)
    holder = inner
  }
  const last = path.at(-1) ?? ''
  holder[last] = change(holder[last])
  bundle['digest'] = digestOf(bundle)
  return `${JSON.stringify(bundle)}\n`
}

function isHolder(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null
}

/** Paths of all leaves below a value. */
function leaves(value: unknown, path: readonly (string | number)[]): (string | number)[][] {
  if (!isHolder(value)) return [[...path]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
}

describe('an evidence bundle', () => {
  it('says what gate says of the same log', async () => {
    const { verdict } = await gateLog(await findLog(log), question)
    expect(made.verdict).toEqual(verdict)
    expect(made.verdict.verdict).toBe('GO')
  })

  it('passes its check, alone and beside its log', async () => {
    expect(await checkBundle(made.text, 'b')).toMatchObject({
      result: 'PASS',
      log: 'not asked',
      verdict: { verdict: 'GO' },
      differences: [],
    })
    expect(await checkBundle(made.text, 'b', { riskLog: await findLog(log) })).toMatchObject({
      result: 'PASS',
      log: 'recounted',
    })
  })

  it('is the same text for the same log at the same moment', async () => {
    expect((await makeBundle({ ...question, findLog: () => findLog(log) })).text).toBe(made.text)
  })

  it('holds no id of the log', () => {
    expect(readFileSync(log, 'utf8')).toContain('canary-command-')
    expect(made.text).not.toMatch(/canary-command|canary-trace|other-\d/u)
  })

  it('shows plots in one page without anything from elsewhere', () => {
    expect(made.page).toContain('<svg')
    expect(made.page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/u)
  })

  it('is not made of a log that is not there', async () => {
    const missing = join(folder, 'missing.jsonl')
    const making = makeBundle({ ...question, findLog: () => findLog(missing) })
    await expect(making).rejects.toThrow(/there is no risk log .*missing\.jsonl/u)
  })

  it('can be made of any log', async () => {
    const any = fc.array(fc.oneof(fc.json(), fc.constantFrom(...lines(20, 3))), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(any, async (content) => {
        const known = lines(1, 0)
        const path = rotatedLog([...known, ...content.map((line) => `${line.trimEnd()}\n`)])
        const { text } = await makeBundle({
          ...question,
          corridor: 'add_shopping_item',
          findLog: () => findLog(path),
        })
        expect(await checkBundle(text, 'b', { riskLog: await findLog(path) })).toMatchObject({
          differences: [],
        })
      }),
      { numRuns: 12, seed: 1 },
    )
  })
})

describe('the log a bundle is held against', () => {
  const whole = rotatedLog(lines(60, 20))
  const bundled = makeBundle({ ...question, findLog: () => findLog(whole) })

  it('may have been copied elsewhere', async () => {
    const { text } = await bundled
    const riskLog = await findLog(copyOf(whole))
    expect(await checkBundle(text, 'b', { riskLog })).toMatchObject({ result: 'PASS' })
  })

  it('may have grown and been rotated since', async () => {
    const path = rotatedLog(lines(200, 40))
    const { text } = await makeBundle({ ...question, findLog: () => findLog(path) })
    appendFileSync(path, lines(3, 2).join(''))
    renameSync(`${path}.1`, `${path}.2`)
    renameSync(path, `${path}.1`)
    writeFileSync(path, lines(2, 2).join(''))
    expect(await checkBundle(text, 'b', { riskLog: await findLog(path) })).toMatchObject({
      result: 'PASS',
    })
  })

  it.each<[string, (path: string) => void, string]>([
    [
      'one byte',
      (path) => edit(path, (text) => text.replace('"accepted"', '"acceptee"')),
      'log.files',
    ],
    [
      'a removed line',
      (path) => edit(path, (text) => text.slice(text.indexOf('\n') + 1)),
      'log.files',
    ],
    ['a cut end', (path) => edit(path, (text) => text.slice(0, -200)), 'log.files'],
    ['a removed file', (path) => rmSync(`${path}.1`), 'log.files'],
    ['everything gone', (path) => [path, `${path}.1`].forEach((file) => rmSync(file)), 'log.files'],
    [
      'an older file that was left out',
      (path) => writeFileSync(`${path}.2`, lines(9, 2).join('')),
      'log.files',
    ],
  ])('fails for %s', async (_, change, where) => {
    const path = copyOf(whole)
    change(path)
    const { text } = await bundled
    const checked = await checkBundle(text, 'b', { riskLog: await findLog(path) })
    expect(checked).toMatchObject({ result: 'FAIL', log: 'differs' })
    expect(checked.differences.map((found) => found.where)).toContain(where)
  })

  it('finds counts that agree with themselves and not with the log', async () => {
    const [honest, better] = [rotatedLog(lines(300, 5)), rotatedLog(lines(300, 100))]
    const real = JSON.parse(
      (await makeBundle({ ...question, findLog: () => findLog(honest) })).text,
    )
    const wished = JSON.parse(
      (await makeBundle({ ...question, findLog: () => findLog(better) })).text,
    )
    const forgery = {
      ...wished,
      log: { ...wished.log, name: real.log.name, files: real.log.files },
    }
    forgery.page = forgery.page.replaceAll(wished.log.name, real.log.name)
    const text = `${JSON.stringify({ ...forgery, digest: digestOf(forgery) })}\n`
    expect(await checkBundle(text, 'b')).toMatchObject({ result: 'PASS' })
    const checked = await checkBundle(text, 'b', { riskLog: await findLog(honest) })
    expect(checked.result).toBe('FAIL')
    expect(checked.differences.every(({ where }) => where.startsWith('evidence'))).toBe(true)
  })
})

describe('tampering with a bundle', () => {
  it('is found wherever a character was changed', async () => {
    const at = fc.integer({ min: 0, max: made.text.length - 1 })
    await fc.assert(
      fc.asyncProperty(at, fc.constantFrom('0', '9', ' ', '"', 'x', ''), async (i, other) => {
        const text = made.text.slice(0, i) + other + made.text.slice(i + 1)
        fc.pre(text !== made.text)
        expect(await resultOf(text)).not.toBe('PASS')
      }),
      { numRuns: 20, seed: 2 },
    )
  })

  it('is found in every value of verdict and report, though the digest was made to fit', async () => {
    const bundle: Record<string, unknown> = JSON.parse(made.text)
    const paths = ['verdict', 'report'].flatMap((part) => leaves(bundle[part], [part]))
    expect(paths.length).toBeGreaterThan(150)
    const some = fc.constantFrom(...paths)
    await fc.assert(
      fc.asyncProperty(some, async (path) => {
        const text = forged(path, (value) =>
          typeof value === 'number' ? value + 0.001 : `${String(value)}!`,
        )
        expect(await resultOf(text)).toBe('FAIL')
      }),
      { numRuns: 20, seed: 3 },
    )
  })

  it.each<[readonly (string | number)[], unknown, string]>([
    [['verdict', 'verdict'], 'NO_GO', 'verdict.verdict'],
    [['verdict', 'metrics', 0, 's'], 0, 'verdict.metrics[0].s'],
    [['verdict', 'because'], [], 'verdict.because[0]'],
    [['report', 'total_records'], 1, 'report.total_records'],
    [['page'], '<p>all is well</p>', 'page'],
    [['question', 'incidents'], 1, 'verdict.verdict'],
    [['question', 'stage'], 'expanded', 'verdict.stage'],
    [['question', 'stage'], 'no such stage', 'verdict'],
    [['created_at'], '2026-03-02T00:00:00.000Z', 'verdict.decided_at'],
    [['plan', 'stages', 0, 'min_sampled'], 5000, 'verdict.verdict'],
    [['plan', 'stages'], [], 'verdict'],
    [['log', 'records'], 7, 'log.records'],
    [['evidence', 'records'], 7, 'log.records'],
    [['evidence', 'cohorts'], [], 'verdict'],
    [['evidence', 'cells'], [], 'verdict.verdict'],
    [['evidence', 'statuses', 0, 1], 1, 'report.status_breakdown.accepted_llm'],
  ])('with %j made %j is named as %s', async (path, value, where) => {
    const checked = await checkBundle(
      forged(path, () => value),
      'b',
    )
    expect(checked.result).toBe('FAIL')
    expect(checked.differences.map((found) => found.where)).toContain(where)
  })

  it('of the written form alone is found', async () => {
    const pretty = JSON.stringify(JSON.parse(made.text), null, 2)
    expect(await resultOf(pretty)).toBe('FAIL')
    expect(await resultOf(made.text.replace('{', '{"stage":"x",'))).not.toBe('PASS')
    expect(await resultOf(made.text.replace('"verdict":', '"verdict":"GO","verdict":'))).toBe(
      'FAIL',
    )
  })

  it.each(['', '{}', '[]', 'null', 'x', '{"format":"partial-trust/evidence-bundle/2"}'])(
    'refuses %j, which is no bundle',
    async (text) => {
      await expect(checkBundle(text, 'file')).rejects.toThrow(/^file is no evidence bundle: /u)
    },
  )
})

async function resultOf(text: string): Promise<string> {
  try {
    return (await checkBundle(text, 'b')).result
  } catch (error) {
    if (error instanceof UserError) return 'refused'
    throw error
  }
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}
