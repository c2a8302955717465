import type { FastifyReply } from 'fastify'
import type { CommandProblem } from '@partial-trust/engine'

/** An error as RFC 9457 says it. No member repeats anything of the request. */
export type Problem = {
  readonly status: number
  readonly title: string
  /** What to do about it. */
  readonly detail: string
  /** Where in the body, for a schema violation. */
  readonly errors?: readonly CommandProblem[]
}

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', ...problem }))
}

/** Refuses a body, saying where in it what is wrong. */
export function invalidBody(reply: FastifyReply, problem: CommandProblem): FastifyReply {
  const subject = problem.pointer === '' ? 'The body' : problem.pointer.slice(1)
  return sendProblem(reply, {
    status: 400,
    title: 'The request’s body is not right',
    detail: `${subject} ${problem.message}.`,
    errors: [problem],
  })
}

const known: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    title: 'The body is too large',
    detail: 'Send at most 256 KiB.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    title: 'The media type is not supported',
    detail: 'Send Content-Type: application/json.',
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    status: 404,
    title: 'No such resource',
    detail: 'No name in a path has more than 100 characters.',
  },
  FST_ERR_BAD_URL: {
    status: 400,
    title: 'The address cannot be read',
    detail: 'Encode what stands in the path as UTF-8 with per cent signs.',
  },
}

/** What the framework's own errors mean to a caller; anything else is a 500 without details. */
export function problemOf(error: unknown): Problem {
  const { code, statusCode }: { code?: unknown; statusCode?: unknown } = Object(error)
  const named = typeof code === 'string' ? known[code] : undefined
  if (named !== undefined) return named
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return {
      status: statusCode,
      title: 'The request cannot be read',
      detail: 'Send one JSON object, UTF-8, without keys such as __proto__.',
    }
  }
  return {
    status: 500,
    title: 'Something went wrong in the service',
    detail: 'The reason is in the service’s log; no content of the request is.',
  }
}
