import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { CommandProblem } from '@partial-trust/engine'
import {
  bodyTooLarge,
  nameTooLong,
  notJson,
  unreadable,
  unreadableAddress,
} from './problem-texts.js'

export type ProblemText = {
  readonly title: string
  /** What to do about it. */
  readonly detail: string
}

/** An error as RFC 9457 says it. No member repeats anything of the request. */
export type Problem = ProblemText & {
  readonly status: number
  /** Where in the body, for a schema violation. */
  readonly errors?: readonly CommandProblem[]
}

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 503) reply.header('retry-after', '1')
  return reply.code(problem.status).type('application/problem+json').send(documentOf(problem))
}

/** The same before the framework. */
export function writeProblem(response: ServerResponse, problem: Problem): void {
  const text = documentOf(problem)
  if (problem.status === 503) response.setHeader('retry-after', '1')
  response
    .writeHead(problem.status, {
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    .end(text)
}

function documentOf(problem: Problem): string {
  return JSON.stringify({ type: 'about:blank', ...problem })
}

const known: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, ...bodyTooLarge },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, ...notJson },
  FST_ERR_MAX_PARAM_LENGTH: { status: 404, ...nameTooLong },
  FST_ERR_BAD_URL: { status: 400, ...unreadableAddress },
}

/** What the framework's own errors mean to a caller; anything else is a 500 without details. */
export function problemOf(error: unknown): Problem {
  const { code, statusCode }: { code?: unknown; statusCode?: unknown } = Object(error)
  const named = typeof code === 'string' ? known[code] : undefined
  if (named !== undefined) return named
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, ...unreadable }
  }
  return {
    status: 500,
    title: 'Something went wrong in the service',
    detail: 'The reason is in the service’s log; no content of the request is.',
  }
}
