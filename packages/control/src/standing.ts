import type { CorridorState } from './control-state.js'

/** The part of a corridor's state an action decides; who, when and why are the store's to add. */
export type Standing = Pick<CorridorState, 'killed' | 'rollout'>

/** When (ISO 8601 UTC), who and why. */
export type ChangeMark = { readonly at: string; readonly by: string; readonly reason: string }

export type Transition =
  | { readonly kind: 'moved'; readonly to: Standing }
  /** The action makes no sense from here; `problem` tells a person why and what to do. */
  | { readonly kind: 'refused'; readonly problem: string }

export function moved(to: Standing): Transition {
  return { kind: 'moved', to }
}

export function refused(problem: string): Transition {
  return { kind: 'refused', problem }
}
