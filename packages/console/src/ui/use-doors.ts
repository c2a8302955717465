import { createContext, useContext } from 'react'

/** The dialogs that belong to no page. */
export type DoorDialog = 'palette' | 'help' | 'you'

export type Doors = {
  /** The kill of the corridor whose page is shown, or of one that is chosen. */
  readonly kill: () => void
  readonly show: (dialog: DoorDialog) => void
}

export const DoorsContext = createContext<Doors>({ kill: () => {}, show: () => {} })

/** The way to them; they stand in the page's frame. */
export function useDoors(): Doors {
  return useContext(DoorsContext)
}
