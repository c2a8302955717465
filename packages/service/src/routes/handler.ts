import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppControl, AppCorridor } from 'partial-trust'
import type { z } from 'zod'
import type { Problem } from '../problem.js'
import type { AnsweredBy, ParameterOf, Route, Routes } from './route.js'

/** What a handler is given: all that its route promises is checked by then. */
export type Asked<One extends Route> = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly query: One extends { readonly query: infer Query extends z.ZodType }
    ? z.output<Query>
    : undefined
  readonly body: One extends { readonly body: infer Body extends z.ZodType }
    ? z.output<Body>
    : unknown
  readonly parameters: Readonly<Record<ParameterOf<One['path']>, string>>
  readonly corridor: 'intent' extends ParameterOf<One['path']> ? AppCorridor : undefined
  readonly control: One extends { readonly control: 'needed' } ? AppControl : AppControl | null
  /** Answers with a problem that the route lists; what is said here stands in place of its words. */
  readonly refuse: (status: RefusalOf<One>, says?: Partial<Omit<Problem, 'status'>>) => FastifyReply
}

type RefusalOf<One extends Route> = One extends { readonly problems: infer Problems }
  ? keyof Problems & number
  : never

type Answered<One extends Route> = AnsweredBy<One> | FastifyReply

export type Handler<One extends Route> = (
  asked: Asked<One>,
) => Answered<One> | Promise<Answered<One>>

/** One for every row: what is missing does not compile. */
export type Handlers<Rows extends Routes> = {
  readonly [Name in keyof Rows]: Handler<Rows[Name]>
}
