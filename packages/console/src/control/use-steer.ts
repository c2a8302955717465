import { createContext, useContext } from 'react'
import type { Action } from './actions.js'

/** What the open dialog is about; `intent` null means every corridor. */
export type Steering = {
  readonly action: Action
  readonly intent: string | null
  /** Whether another corridor can be chosen in the dialog. */
  readonly choose?: true
}

export type Steer = {
  /** Whether this session may change anything. */
  readonly mayChange: boolean
  readonly open: (steering: Steering) => void
}

export const SteerContext = createContext<Steer>({ mayChange: false, open: () => {} })

/** The way to any change of live control; the dialog itself belongs to the page's frame. */
export function useSteer(): Steer {
  return useContext(SteerContext)
}
