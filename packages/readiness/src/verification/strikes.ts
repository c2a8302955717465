import type { AskOptions, CandidateAnswer } from '@partial-trust/core'
import { attemptFailures } from '@partial-trust/core'
import { faultKinds } from '@partial-trust/testing'
import { metaOf } from './stand-in.js'
import type { Script } from './stand-in.js'

/** One way in which a source fails a corridor. */
export type Strike = { readonly name: string; readonly script: Script }

/** Every strike that a corridor must survive; those of an endpoint where it asks the policy. */
export function strikesFor(asksPolicy: boolean, deadlineMs: number): readonly Strike[] {
  const lateMs = 2 * deadlineMs
  const own: readonly (readonly [name: string, ask: Ask])[] = [
    ['hangs', () => new Promise(() => {})],
    ['throws', throwing],
    ['rejects', () => Promise.reject(new Error('verify: a fault'))],
    ['rejects with nothing', () => Promise.reject(undefined)],
    ['answers too late', () => after(lateMs, { kind: 'answered', value: {}, meta })],
    ['fails too late', () => after(lateMs, { kind: 'failed', failure: 'llm_error', meta })],
    ...attemptFailures.map((failure): readonly [string, Ask] => [
      `gives up with ${failure}`,
      () => Promise.resolve({ kind: 'failed', failure, meta }),
    ]),
    ...garbage.map(([name, value]): readonly [string, Ask] => [
      `answers with ${name}`,
      () => Promise.resolve({ kind: 'answered', value, meta }),
    ]),
  ]
  return [
    ...own.map(([name, ask]) => ({
      name: `the source ${name}`,
      script: { kind: 'strike', ask } as const,
    })),
    ...(asksPolicy ? faultKinds : []).map((fault) => ({
      name: `the endpoint: ${fault}`,
      script: { kind: 'endpoint', fault, lateMs } as const,
    })),
  ]
}

type Ask = (options: AskOptions) => Promise<CandidateAnswer>

const meta = metaOf(null)

const garbage: readonly (readonly [name: string, value: unknown])[] = [
  ['nothing', undefined],
  ['a function', () => 'hostile'],
  ['a symbol', Symbol('hostile')],
  ['binary noise', '\u0000\uFFFD\u0001'],
]

function throwing(): never {
  throw new Error('verify: a fault')
}

async function after(ms: number, answer: CandidateAnswer): Promise<CandidateAnswer> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref()
  })
  return answer
}
