/** What a client of the service knows: its routes as types, and the shapes that they answer with. */
import type { z } from 'zod'
import type { AnsweredBy, ParameterOf, Route } from './routes/route.js'
import type { routeTable } from './routes/route-table.js'

type Table = typeof routeTable

/** Every route by method and path, such as `GET /v1/corridors/{intent}`. */
export type Api = {
  readonly [Name in keyof Table as `${Table[Name]['method']} ${Table[Name]['path']}`]: {
    readonly given: Given<Table[Name]>
    readonly answer: AnsweredBy<Table[Name]>
  }
}

/** What a caller gives: the names in the path, the query and the body, where the route has them. */
type Given<One extends Route> = ([ParameterOf<One['path']>] extends [never]
  ? unknown
  : { readonly path: Readonly<Record<ParameterOf<One['path']>, string>> }) &
  (One extends { readonly query: infer Query extends z.ZodType }
    ? { readonly query: z.input<Query> }
    : unknown) &
  (One extends { readonly body: infer Body extends z.ZodType }
    ? { readonly body: z.input<Body> }
    : unknown)

export type * from './study-types.js'
export type * from './view-types/index.js'
export type { FaultSchedule, FaultsView } from './routes/demo-rows.js'
export type { Permission } from './people/may.js'
export type { MeView, SessionView } from './routes/own-rows.js'
