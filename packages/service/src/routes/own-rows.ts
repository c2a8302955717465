import type { Permission } from '../people/index.js'
import { empty, json } from './route.js'
import type { Routes } from './route.js'

/** Whose session it is; `proof` is what the page repeats with every change. */
export type SessionView = {
  readonly role: 'viewer' | 'operator'
  /** Who one is in the audit trail. */
  readonly name: string
  readonly proof: string | null
}

/** `GET /v1/session/ways`: how people come in here. A token always does. */
export type SignInWays = {
  /** Whether `/v1/sign-on` leads to an identity provider; which one, only the browser sent there learns. */
  readonly sign_on: boolean
}

/** `DELETE /v1/session` of somebody who signed on at a provider that can be left. */
export type Leaving = {
  /** Where the browser goes to end the provider's session too; it comes back to the console. */
  readonly leave_at: string
}

/** `GET /v1/me`: who one is here, and what one may do. */
export type MeView = {
  /** Who one is in the audit trail: a person's or program's name, else the id of a token. */
  readonly name: string
  readonly role: 'viewer' | 'operator'
  /** `shared`: a token that belongs to nobody in particular; its holder counts for no second person. */
  readonly kind: 'person' | 'machine' | 'shared'
  /** A token with the request, the console's session behind one, or the session of a single sign-on. */
  readonly via: 'token' | 'session' | 'sign_on'
  /** ISO 8601 UTC: when what let one in ends. */
  readonly expires_at: string
  readonly session_ends_at: string | null
  /** By role alone. */
  readonly may: readonly Permission[]
  /** In each corridor as it stands. */
  readonly corridors: readonly { readonly intent: string; readonly may: readonly Permission[] }[]
}

/** The service itself: whether it lives, what it counts, what it takes, whose session it is. */
export const ownRows = {
  healthz: {
    method: 'GET',
    path: '/healthz',
    caller: 'everyone',
    summary: 'The process lives',
    answers: { 200: json<{ readonly status: 'ok'; readonly instance: string }>('It does') },
  },
  readyz: {
    method: 'GET',
    path: '/readyz',
    caller: 'everyone',
    summary: 'Decisions are answered; a closed corridor is ready, its baseline answers',
    answers: { 200: json<object>('They are'), 503: json<object>('It is stopping') },
  },
  prometheus: {
    method: 'GET',
    path: '/metrics',
    caller: 'neighbour',
    summary: 'Prometheus metrics',
    answers: { 200: { description: 'Text format', media: 'text/plain' } },
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    caller: 'everyone',
    summary: 'This document',
    answers: { 200: json<object>('OpenAPI 3.1') },
  },
  events: {
    method: 'GET',
    path: '/v1/events',
    caller: 'viewer',
    summary: 'Server-sent events: control, verdict, heartbeat',
    answers: { 200: { description: 'The stream', media: 'text/event-stream' } },
  },
  me: {
    method: 'GET',
    path: '/v1/me',
    caller: 'viewer',
    summary: 'Who one is, until when, and what one may do and why not',
    control: 'used',
    answers: { 200: json<MeView>('Oneself') },
  },
  signIn: {
    method: 'POST',
    path: '/v1/session',
    caller: 'viewer',
    summary: "Trade a token for the console's session, a cookie",
    answers: { 200: json<SessionView>('Whose it is') },
  },
  session: {
    method: 'GET',
    path: '/v1/session',
    caller: 'viewer',
    summary: 'Whose session it is',
    answers: { 200: json<SessionView>('Whose it is') },
  },
  signInWays: {
    method: 'GET',
    path: '/v1/session/ways',
    caller: 'everyone',
    summary: 'Whether people may sign on through an identity provider, beside a token',
    answers: { 200: json<SignInWays>('The ways') },
  },
  signOut: {
    method: 'DELETE',
    path: '/v1/session',
    caller: 'viewer',
    summary: 'End the session everywhere',
    answers: {
      200: json<Leaving>('Ended here; the identity provider’s own session ends there'),
      204: empty('Ended'),
    },
  },
} as const satisfies Routes
