import type { ServerResponse } from 'node:http'
import type { Outcome, RiskRecord } from '@partial-trust/core'
import type { App } from 'partial-trust'
import type { Problem } from './problem.js'
import type { decisionRows } from './routes/decision-rows.js'
import type { Handler } from './routes/handler.js'

/** Largest body in bytes. */
export const bodyLimitBytes = 256 * 1024

type Refusal = keyof typeof decisionRows.decide.problems

type Answering = {
  readonly answer: (outcome: Outcome<unknown>) => void
  readonly refuse: (status: Refusal, says?: Partial<Problem>) => void
  /** The baseline threw, or its decision cannot be sent. */
  readonly fail: (error: unknown) => void
}

/**
 * A command in, its decision out; calls exactly one of the three.
 *
 * @param intent Undefined: the default corridor.
 */
export type Decider = (intent: string | undefined, command: unknown, answering: Answering) => void

/** @param mostUnderWay Requests under way above which the service says 503. */
export function createDecider(app: App, mostUnderWay: number): Decider {
  let underWay = 0
  return (intent, command, { answer, refuse, fail }) => {
    const corridor = app.corridor(intent ?? app.defaultIntent)
    if (corridor === undefined) {
      const known = app.corridors.map((one) => one.intent).join(', ')
      refuse(404, { detail: `The query parameter intent must be one of: ${known}.` })
      return
    }
    if (underWay >= mostUnderWay) {
      refuse(503)
      return
    }
    const deciding = corridor.decide(command)
    if (deciding.kind === 'invalid') {
      refuse(400, { errors: deciding.problems })
      return
    }
    underWay++
    deciding.outcome.then(
      (outcome) => {
        underWay--
        try {
          answer(outcome)
        } catch (error) {
          fail(error) // a decision that is no JSON
        }
      },
      (error: unknown) => {
        underWay--
        fail(error)
      },
    )
  }
}

/**
 * A command in, its decision out. Another corridor than the default is named with `?intent=`.
 * Response headers say how the decision came about. Most requests never come here: see `hotDecide`.
 */
export function decideHandler(decide: Decider): Handler<(typeof decisionRows)['decide']> {
  return ({ reply, query, body, refuse }) =>
    new Promise((settle, fail) => {
      decide(query.intent, body, {
        answer(outcome) {
          const text = JSON.stringify(outcome.decision)
          reply.hijack()
          writeDecision(reply.raw, text, outcome.record)
          settle(reply)
        },
        refuse: (status, says) => settle(refuse(status, says)),
        fail,
      })
    })
}

/**
 * Past the framework's serializers and send hooks: none of them has anything to add to a decision,
 * and they cost about as much as deciding does. Head and body leave in one write.
 */
export function writeDecision(
  response: ServerResponse,
  text: string,
  record: RiskRecord | null,
): void {
  const lengthBytes = Buffer.byteLength(text)
  response
    .writeHead(200, [
      'content-type',
      'application/json; charset=utf-8',
      'content-length',
      String(lengthBytes),
      'x-partial-trust-status',
      record?.status ?? 'off',
      'x-partial-trust-reason',
      record?.reason_code ?? 'off',
    ])
    // Where every letter is one byte, nothing has to be encoded.
    .end(text, lengthBytes === text.length ? 'latin1' : 'utf8')
}
