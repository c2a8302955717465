import type { ReactElement } from 'react'

/** The foot of a dialog that has nothing left to do but to be closed. */
export function CloseFoot({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <footer className="dialog-foot">
      <button type="button" className="button button-primary" onClick={onClose} data-first>
        Close
      </button>
    </footer>
  )
}
