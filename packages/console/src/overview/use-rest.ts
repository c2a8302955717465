import { useDeferredValue } from 'react'

/** Whether the rest of a page may be drawn: what lies below the window comes right after the first picture. */
export function useRest(): boolean {
  return useDeferredValue(true, false)
}
