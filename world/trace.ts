import type { StandingSummary } from '@partial-trust/control'

/** What the model of the protocol is shown of a run; see `model/`. */
export type TraceEvent =
  | {
      readonly kind: 'change'
      readonly action: string
      readonly intent: string
      /** The audit entry's number. */
      readonly seq: number
      readonly to: StandingSummary
      /** Whether a promotion rests on GO. */
      readonly isGo: boolean
    }
  /** State that was asked for then arrives, and is acted on from now on. */
  | {
      readonly kind: 'read'
      readonly process: string
      readonly askedMs: number
      readonly seq: number
    }
  /** `wake`: it runs again after standing still. */
  | { readonly kind: 'start' | 'end' | 'wake' | 'lead' | 'unlead'; readonly process: string }
  | { readonly kind: 'accept'; readonly process: string; readonly intent: string }
  /** Of the kill with that entry: in which processes the corridor is closed. */
  | {
      readonly kind: 'answer'
      readonly intent: string
      readonly seq: number
      readonly closed: readonly string[]
    }

/** In order of time, in ms of the world's. */
export type Trace = readonly (TraceEvent & { readonly atMs: number })[]
