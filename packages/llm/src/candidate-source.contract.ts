import type {
  AttemptFailure,
  CandidateAnswer,
  CandidateRequest,
  CandidateSource,
  Parsed,
} from '@partial-trust/core'
import { faultKinds, faults, seededCanaries, startLlmSimulator } from '@partial-trust/testing'
import type { FaultKind, LlmSimulator, Respond } from '@partial-trust/testing'
import { describe, expect, it, onTestFinished } from 'vitest'

/** One kind of source, pointed at an endpoint. */
export type OpenedSource = {
  readonly source: CandidateSource
  /** A request that tells the model `text`. */
  readonly request: (text: string) => CandidateRequest
  close?(): Promise<void>
}

export type SourceKind = {
  readonly name: string
  /** @param url Base URL of an endpoint that speaks the chat-completions protocol. */
  open(url: string): OpenedSource
  /** What a faultless endpoint says, and what the source makes of it. */
  readonly says: object
  readonly candidate: unknown
  /** Faults that this kind ends otherwise than as {@link faults} says. */
  readonly exceptions?: Readonly<Partial<Record<FaultKind, AttemptFailure | 'answered'>>>
}

/** A shape as narrow as a corridor's: own keys only, nothing else allowed. */
export function validate(value: unknown): Parsed<unknown> {
  const keys = typeof value === 'object' && value !== null ? Reflect.ownKeys(value) : []
  return keys.length > 0 &&
    keys.every((key) => ['choice', 'items', 'confidence'].includes(String(key)))
    ? { kind: 'parsed', candidate: value }
    : { kind: 'unparsable', problems: 'only choice, items and confidence are allowed' }
}

export function askWithin(
  { source, request }: OpenedSource,
  deadlineMs: number,
  text = 'buy bread',
): Promise<CandidateAnswer> {
  const signal = AbortSignal.timeout(deadlineMs)
  return source.ask(request(text), { signal, deadlineMs, validate })
}

const ample = 10_000
/** Long enough for a call that is not late, under any load worth testing under. */
const short = 150

/** The fault table of the simulated endpoint, over one kind of source. */
export function candidateSourceContract(kind: SourceKind): void {
  async function opened(fault: FaultKind | null, respond: Respond = () => kind.says) {
    const simulator: LlmSimulator = await startLlmSimulator({
      schedule: { latency_ms: 0, jitter_ms: 0, late_ms: 60_000, fault },
      respond,
    })
    const subject = kind.open(simulator.url)
    onTestFinished(async () => {
      await subject.close?.()
      await simulator.close()
    })
    return { simulator, subject }
  }

  describe(`${kind.name} as a candidate source`, () => {
    const ends = faultKinds.map(
      (fault) => [fault, kind.exceptions?.[fault] ?? faults[fault].reason] as const,
    )

    it('gives the candidate, with the model’s names and one attempt', async () => {
      const { subject, simulator } = await opened(null)
      const { route } = subject.source
      expect(await askWithin(subject, ample)).toEqual({
        kind: 'answered',
        value: kind.candidate,
        meta: expect.objectContaining({
          provider: route?.provider,
          model: route?.model,
          profile: route?.profile,
          task_id: route?.task_id,
          attempts: 1,
          escalated: false,
        }),
      })
      expect(simulator.stats().requests).toBe(1)
    })

    it.each(ends.filter(([, end]) => end !== 'timeout'))(
      'turns %s into %s, after one request and without a word of the text',
      async (fault, end) => {
        const { subject, simulator } = await opened(fault)
        const [canary] = seededCanaries(1, 7)
        const answer = await askWithin(subject, ample, canary?.text)
        expect(answer.kind === 'failed' ? answer.failure : answer.kind).toBe(end)
        expect(answer.meta.attempts).toBe(1)
        expect(simulator.stats().requests).toBeLessThanOrEqual(1)
        expect(JSON.stringify(answer)).not.toContain(canary?.token)
        expect(Object.prototype).not.toHaveProperty('polluted')
      },
    )

    it.each(ends.filter(([, end]) => end === 'timeout'))(
      'ends %s at the deadline and lets go of the connection',
      async (fault) => {
        const { subject, simulator } = await opened(fault)
        expect(await askWithin(subject, short)).toMatchObject({
          kind: 'failed',
          failure: 'timeout',
        })
        await expect.poll(() => simulator.stats()).toMatchObject({ open: 0, answered: 0 })
      },
    )

    it('asks nobody once the signal is aborted', async () => {
      const { subject, simulator } = await opened(null)
      const signal = AbortSignal.abort()
      const answer = await subject.source.ask(subject.request('x'), {
        signal,
        deadlineMs: 50,
        validate,
      })
      expect(answer).toMatchObject({ kind: 'failed', failure: 'timeout', meta: { attempts: 0 } })
      expect(simulator.stats().requests).toBe(0)
    })

    it('ends as soon as the caller gives up, long before the deadline', async () => {
      const { subject, simulator } = await opened('hang_before_headers')
      const caller = new AbortController()
      const asked = subject.source.ask(subject.request('x'), {
        signal: caller.signal,
        deadlineMs: 60_000,
        validate,
      })
      await expect.poll(() => simulator.stats().open).toBe(1)
      caller.abort()
      expect(await asked).toMatchObject({ kind: 'failed', failure: 'timeout' })
      await expect.poll(() => simulator.stats().open).toBe(0)
    })

    it('has the same fingerprint whenever it is opened', () => {
      const [one, other] = [kind.open('http://127.0.0.1:9/v1'), kind.open('http://127.0.0.1:9/v1')]
      expect(one.source.route?.fingerprint).toMatch(/^[0-9a-f]{16}$/)
      expect(other.source.route).toEqual(one.source.route)
      onTestFinished(async () => void (await Promise.all([one.close?.(), other.close?.()])))
    })
  })
}
