import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Control } from '@partial-trust/control'
import { memoryControl } from '@partial-trust/control/testing'
import type { AskableLanguageModel } from '@partial-trust/llm'
import { createVirtualClock } from '@partial-trust/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineCorridor } from './define/define-corridor.js'
import { openTrust } from './open-trust.js'
import type { Trust } from './open-trust.js'
import { languageModel } from '@partial-trust/llm'

/** A model that answers when it is told to, and keeps its caller waiting until then. */
class HeldModel {
  private readonly waiting = new Set<(answer: string) => void>()
  aborted = 0

  ask(signal: AbortSignal): Promise<string> {
    signal.addEventListener('abort', () => this.aborted++)
    return new Promise((resolve) => void this.waiting.add(resolve))
  }

  async asked(): Promise<void> {
    await vi.waitFor(() => expect(this.waiting.size).toBeGreaterThan(0), { timeout: 10_000 })
  }

  answer(text: string): void {
    for (const resolve of this.waiting) resolve(text)
    this.waiting.clear()
  }
}

function sdkModel(held: HeldModel): AskableLanguageModel {
  return {
    specificationVersion: 'v4',
    provider: 'held',
    modelId: 'small',
    async doGenerate({ abortSignal }) {
      return {
        content: [{ type: 'text', text: await held.ask(abortSignal) }],
        finishReason: { unified: 'stop' },
        usage: { inputTokens: { total: 1 }, outputTokens: { total: 1 } },
      }
    },
  }
}

function started() {
  const held = { decide_refund: new HeldModel(), label_comment: new HeldModel() }
  const refunds = defineCorridor({
    intent: 'decide_refund',
    id: (id: string) => id,
    baseline: () => 'deny',
    candidate: z.enum(['approve', 'deny']),
    ask: (_id, { signal }) => held.decide_refund.ask(signal),
    deadlineMs: 800,
  })
  const comments = defineCorridor({
    intent: 'label_comment',
    id: (id: string) => id,
    baseline: () => 'fine',
    candidate: z.enum(['fine', 'spam']),
    ask: languageModel(sdkModel(held.label_comment), { prompt: (id: string) => id }),
    deadlineMs: 150,
  })
  return { held, definitions: { decide_refund: refunds, label_comment: comments } }
}

const clock = createVirtualClock()
let control: Control
let cwd: string
let trust: Trust
let parts: ReturnType<typeof started>

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'two-kinds-'))
  parts = started()
  control = memoryControl({ now: () => clock.epochMs() })
  const env = {
    PARTIAL_TRUST_ENABLED: 'true',
    LLM_POLICY_ENABLED: 'true',
    PARTIAL_TRUST_SAMPLE_RATE: '1',
    PARTIAL_TRUST_LEASE_MS: '60000',
  }
  trust = await openTrust({ cwd, env, clock, state: control, controller: false })
})
afterEach(async () => {
  await trust.close()
  await control.close()
  rmSync(cwd, { recursive: true, force: true })
})

type Intent = 'decide_refund' | 'label_comment'
type Ended = { readonly decision: string; readonly reason: string | undefined }

async function decide(intent: Intent, signal?: AbortSignal): Promise<Ended> {
  const options = signal === undefined ? {} : { signal }
  const { decision, record } = await trust
    .open(parts.definitions[intent])
    .decide(`${intent}-1`, options)
  return { decision, reason: record?.reason_code }
}

const answers = { decide_refund: '"approve"', label_comment: '"spam"' }
const accepted = {
  decide_refund: { decision: 'approve', reason: 'accepted' },
  label_comment: { decision: 'spam', reason: 'accepted' },
}
const baselines = { decide_refund: 'deny', label_comment: 'fine' }

/** Asks both, and waits until both models were asked. */
async function bothAsked(one: Intent, other: Intent, signal?: AbortSignal) {
  const first = decide(one, signal)
  const second = decide(other)
  await parts.held[one].asked()
  await parts.held[other].asked()
  return { first, second }
}

describe('a function and an AI SDK model, asked in one process', () => {
  it('each end at the deadline of their own corridor', async () => {
    const { first, second } = await bothAsked('label_comment', 'decide_refund')
    clock.advance(151)
    expect(await first).toEqual({ decision: 'fine', reason: 'timeout' })
    expect([parts.held.label_comment.aborted, parts.held.decide_refund.aborted]).toEqual([1, 0])
    clock.advance(500)
    parts.held.decide_refund.answer(answers.decide_refund)
    expect(await second).toEqual(accepted.decide_refund)
    const late = decide('decide_refund')
    await parts.held.decide_refund.asked()
    clock.advance(801)
    expect(await late).toEqual({ decision: 'deny', reason: 'timeout' })
  })

  it.each([
    ['decide_refund', 'label_comment'],
    ['label_comment', 'decide_refund'],
  ] as const)('a caller that gives up on %s ends that decision alone', async (one, other) => {
    const caller = new AbortController()
    const { first, second } = await bothAsked(one, other, caller.signal)
    caller.abort()
    expect((await first).decision).toBe(baselines[one])
    expect([parts.held[one].aborted, parts.held[other].aborted]).toEqual([1, 0])
    parts.held[other].answer(answers[other])
    expect(await second).toEqual(accepted[other])
  })

  it.each([
    ['decide_refund', 'label_comment'],
    ['label_comment', 'decide_refund'],
  ] as const)(
    'a kill of %s gives up what is under way there, and nothing else',
    async (one, other) => {
      const { first, second } = await bothAsked(one, other)
      const change = { intent: one, by: 'a test', reason: 'strange answers' } as const
      await control.store.change({ ...change, action: { kind: 'kill' } })
      expect(await first).toEqual({ decision: baselines[one], reason: 'killed' })
      expect([parts.held[one].aborted, parts.held[other].aborted]).toEqual([1, 0])
      expect(await decide(one)).toEqual({ decision: baselines[one], reason: 'killed' })
      parts.held[other].answer(answers[other])
      expect(await second).toEqual(accepted[other])
    },
  )
})
