import type { ProblemText } from './problem.js'

// What the service refuses with, wherever it does: routes name these, `/openapi.json` lists them.

export const bodyNotRight = {
  title: 'The request’s body is not right',
  detail: 'See errors; what a body holds is in /openapi.json.',
} as const satisfies ProblemText

export const queryNotRight = {
  title: 'The query is not right',
  detail: 'What a query takes is in /openapi.json.',
} as const satisfies ProblemText

export const bodyTooLarge = {
  title: 'The body is too large',
  detail: 'Send at most 256 KiB.',
} as const satisfies ProblemText

export const notJson = {
  title: 'The media type is not supported',
  detail: 'Send Content-Type: application/json.',
} as const satisfies ProblemText

export const unreadable = {
  title: 'The request cannot be read',
  detail: 'Send one JSON object, UTF-8, without keys such as __proto__.',
} as const satisfies ProblemText

export const nameTooLong = {
  title: 'No such resource',
  detail: 'No name in a path has more than 100 characters.',
} as const satisfies ProblemText

export const unreadableAddress = {
  title: 'The address cannot be read',
  detail: 'Encode what stands in the path as UTF-8 with per cent signs.',
} as const satisfies ProblemText

export const tokenNeeded = {
  title: 'A token is needed',
  detail:
    'Send Authorization: Bearer with a token that `partial-trust serve` showed at its first start.',
} as const satisfies ProblemText

export const tokenExpired = {
  title: 'The token has expired',
  detail:
    'Ask whoever runs the service for a new one: `partial-trust tokens rotate` makes it and shows it once.',
} as const satisfies ProblemText

export const tokenRevoked = {
  title: 'The token was revoked',
  detail: 'Whoever runs the service took it back; `partial-trust tokens list` says who and when.',
} as const satisfies ProblemText

export const tokensUnreadable = {
  title: 'The tokens cannot be read',
  detail:
    'Nobody is let in until they can: the service says why on its standard error. `partial-trust kill` works without it.',
} as const satisfies ProblemText

export const roleTooSmall = {
  title: 'The token’s role is not enough',
  detail: 'This needs the role operator.',
} as const satisfies ProblemText

export const otherName = {
  title: 'This is not the name of this service',
  detail:
    'Without a token it answers to 127.0.0.1, localhost and [::1] alone, to no page of another site, and to nobody through a proxy.',
} as const satisfies ProblemText

export const tooManyFailures = {
  title: 'Too many failed attempts',
  detail: 'Wait as long as Retry-After says, then try again.',
} as const satisfies ProblemText

export const noSuchCorridor = {
  title: 'No such corridor',
  detail: 'GET /v1/corridors lists those that are registered.',
} as const satisfies ProblemText

export const noControl = {
  title: 'There is no live control',
  detail: 'PARTIAL_TRUST_STATE of this service is none: the environment alone decides.',
} as const satisfies ProblemText

export const storeDown = {
  title: 'The control store does not answer',
  detail: 'Processes that cannot reach it close by themselves when their lease runs out.',
} as const satisfies ProblemText
