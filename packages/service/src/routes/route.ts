import type { z } from 'zod'
import type { ProblemText } from '../problem.js'

/**
 * Who may call: everyone; whoever calls this machine by one of its own names (and, where the service
 * listens elsewhere, whoever holds a token); whoever holds at least that role; an operator, or
 * whoever signed the very bytes, which the handler looks at.
 */
export type Caller = 'everyone' | 'neighbour' | 'viewer' | 'operator' | 'signer'

/** What an answer looks like. `Answered` is a type alone: what a handler gives and a client gets. */
export type Answer<Answered> = {
  readonly description: string
  /** Undefined where there is no body. */
  readonly media?: string
  /** A corridor's own schema, where that is what is answered. */
  readonly contract?: 'decision'
  readonly of?: () => Answered
}

/**
 * A route as data: from it derive the route that is served, the checks of what comes in, the problem
 * documents, `/openapi.json` and the console's client. Names in braces in the path are read as text;
 * `{intent}` must name a registered corridor, 404 otherwise.
 */
export type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: `/${string}`
  readonly caller: Caller
  readonly summary: string
  /**
   * `needed`: 409 where there is no live control. Those and `used` answer 503 where the store does
   * not answer. Default: neither.
   */
  readonly control?: 'needed' | 'used'
  /**
   * `none`: who asks for more than the path says is told that nobody would look at it. Default: it is passed over,
   * as what a balancer or a provider adds, or somebody who has to be heard whatever else they say.
   */
  readonly query?: z.ZodObject | 'none'
  /** `command`: each corridor's own contract; `bytes`: as they came. The handler checks both. */
  readonly body?: z.ZodType | 'command' | 'bytes'
  /**
   * What a body that is none is answered with, 400, where callers speak a protocol with words of its own for
   * that: made of what stands in the path at its names, as it came. Default: a problem document.
   */
  readonly misread?: (parameters: Readonly<Record<string, string | undefined>>) => object
  /** By status. */
  readonly answers: Readonly<Record<number, Answer<unknown>>>
  /** What the handler may refuse with, by status, beside what follows from all the above. */
  readonly problems?: Readonly<Record<number, ProblemText>>
}

/** Routes by the name of their handler. */
export type Routes = Readonly<Record<string, Route>>

export function json<Answered>(description: string): Answer<Answered> {
  return { description, media: 'application/json' }
}

/** An answer without a body. */
export function empty(description: string): Answer<null> {
  return { description }
}

/** Names in braces in a path. */
export type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never

export function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name)
}

export type AnsweredBy<One extends Route> =
  One['answers'][keyof One['answers']] extends Answer<infer Answered> ? Answered : never
