import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createVirtualClock } from '@partial-trust/testing'
import type { VirtualClock } from '@partial-trust/testing'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { defineCorridor, openTrust } from 'partial-trust'
import type { Trust } from 'partial-trust'
import { comments } from './comments.js'
import type { Refund } from './decide-refund.js'
import type { Label } from './label-comment.js'
import { refunds } from './refunds.js'

/** A real endpoint whose next answers are chosen by path; a path without one hangs. */
type Model = {
  readonly answers: Map<string, unknown>
  readonly server: Server
  url(): string
  /** Resolves once so many wait for their answers. */
  hangs(count: number): Promise<void>
}

function startModel(): Model {
  const answers = new Map<string, unknown>()
  const waiting: ServerResponse[] = []
  const server = createServer((request, response) => {
    const answer = answers.get(request.url ?? '')
    if (answer !== undefined) response.end(JSON.stringify(answer))
    else waiting.push(response)
    server.emit('asked')
  })
  server.listen(0, '127.0.0.1')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has one
  const port = (): number => (server.address() as AddressInfo).port
  return {
    answers,
    server,
    url: () => `http://127.0.0.1:${port()}`,
    async hangs(count) {
      while (waiting.length < count) await once(server, 'asked')
    },
  }
}

let model: Model
let cwd: string
let trust: Trust
let clock: VirtualClock

beforeEach(async () => {
  model = startModel()
  await once(model.server, 'listening')
  process.env['MODEL_URL'] = model.url()
  cwd = mkdtempSync(join(tmpdir(), 'your-process-'))
  clock = createVirtualClock()
  trust = await openTrust({
    cwd,
    clock, // so that no deadline passes because the machine is busy

    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      PARTIAL_TRUST_SAMPLE_RATE: '1',
    },
  })
})
afterEach(async () => {
  await trust.close()
  model.server.closeAllConnections()
  model.server.close()
  rmSync(cwd, { recursive: true, force: true })
})

const request = { id: 'r-1', orderCents: 3_000, reason: 'arrived broken' }
const approval = { action: 'approve', amountCents: 3_000, sure: 0.9 }

describe('two corridors in one process of the application', () => {
  it('are typed by inference alone', async () => {
    model.answers.set('/refund', approval)
    model.answers.set('/comment', 'fine')
    const { decision } = await trust.open(refunds).decide(request)
    expectTypeOf(decision).toEqualTypeOf<Refund>()
    const comment = await trust.open(comments).decide({ id: 'c-0', text: 'hello' })
    expectTypeOf(comment.decision).toEqualTypeOf<Label>()
  })

  it('let a good candidate replace each baseline', async () => {
    model.answers.set('/refund', approval)
    model.answers.set('/comment', 'rude')
    const refund = await trust.open(refunds).decide(request)
    expect(refund.decision).toEqual({ action: 'approve', amountCents: 3_000 })
    expect(refund.record).toMatchObject({
      status: 'accepted_llm',
      corridor_intent: 'decide_refund',
      deadline_ms: 800,
      baseline_summary: { decision_type: 'deny' },
      llm_summary: { decision_type: 'approve', confidence: 0.9, confidence_kind: 'verbalized' },
      diff_summary: { decision_type_mismatch: true },
    })
    const comment = await trust.open(comments).decide({ id: 'c-1', text: 'you again' })
    expect(comment).toMatchObject({
      decision: 'rude',
      record: { status: 'accepted_llm', corridor_intent: 'label_comment', deadline_ms: 150 },
    })
  })

  it('keep the baseline, with the rule that refused as the reason', async () => {
    model.answers.set('/refund', { ...approval, amountCents: 9_999 })
    expect(await trust.open(refunds).decide(request)).toMatchObject({
      decision: { action: 'deny' },
      record: { status: 'fallback_deterministic', reason_code: 'over_order' },
    })
    model.answers.set('/refund', { ...approval, sure: 0.3 })
    expect((await trust.open(refunds).decide(request)).record?.reason_code).toBe('low_confidence')
    model.answers.set('/comment', { label: 'wonderful' })
    expect(
      (await trust.open(comments).decide({ id: 'c-2', text: 'hello' })).record?.reason_code,
    ).toBe('schema_validation_failed')
  })

  it('say which part of a corridor a decision belongs to, from its closed lists alone', async () => {
    const byLanguage = defineCorridor({
      intent: 'by_language',
      id: ({ id }: { readonly id: string; readonly language: string }) => id,
      baseline: () => 'kept',
      candidate: z.string(),
      ask: async () => 'changed',
      parts: { language: { words: ['de', 'en'], of: ({ language }) => language } },
    })
    const german = await trust.open(byLanguage).decide({ id: 'p-1', language: 'de' })
    expect(german.record?.baseline_summary).toMatchObject({ language: 'de' })
    expect(german.record?.llm_summary).toMatchObject({ language: 'de' })
    const other = await trust.open(byLanguage).decide({ id: 'p-2', language: 'some text' })
    expect(other.record?.baseline_summary).toMatchObject({ language: null })
  })

  it('end at their own deadlines when the model hangs', async () => {
    const deciding = [
      trust.open(comments).decide({ id: 'c-3', text: 'hello' }),
      trust.open(refunds).decide(request),
    ]
    await model.hangs(2)
    clock.advance(801)
    const both = await Promise.all(deciding)
    expect(both.map(({ record }) => [record?.reason_code, record?.deadline_ms])).toEqual([
      ['timeout', 150],
      ['timeout', 800],
    ])
  })

  it('give up at once when the caller does', async () => {
    const caller = new AbortController()
    const deciding = trust.open(refunds).decide(request, { signal: caller.signal })
    caller.abort()
    expect((await deciding).decision).toEqual({ action: 'deny', amountCents: 0 })
  })
})

describe('the definitions in this folder', () => {
  it.each(['refunds.ts', 'comments.ts'])('%s: at most 25 lines, no cast, no any', (file) => {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8')
    const definition = source.slice(source.indexOf('export const'))
    expect(definition.trimEnd().split('\n').length).toBeLessThanOrEqual(25)
    expect(source).not.toMatch(/\bany\b|\bas [A-Z]/u)
  })
})
