import { useId, useLayoutEffect, useRef } from 'react'
import type { ReactElement, ReactNode } from 'react'

type Props = {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/**
 * A modal dialog. The platform's own `<dialog>` traps focus, makes the page behind inert and closes on
 * Escape, without the inline styles our content security policy forbids. The focus goes back to where it
 * was; where that is gone, as after another dialog, to the page.
 */
export function Dialog({ title, onClose, children }: Props): ReactElement {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Before the browser paints, and before it is taken off the page: only then can it give the focus back.
  useLayoutEffect(() => {
    const dialog = element.current
    if (dialog === null || dialog.open) return
    dialog.showModal()
    // Opening moves the focus to the first control, which is the one that closes.
    dialog.querySelector<HTMLElement>('[data-first]')?.focus()
    return () => {
      dialog.close()
      if (document.activeElement === document.body) {
        document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true })
      }
    }
  }, [])
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="icon-button" onClick={onClose} aria-label="Close">
          ✕
        </button>
      </header>
      {children}
    </dialog>
  )
}
