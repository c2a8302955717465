import { useState } from 'react'
import type { ReactElement } from 'react'

/** Copies a text; where the browser forbids it (a page without TLS), it selects nothing and says so. */
export function CopyButton({
  text,
  label = 'Copy',
}: {
  readonly text: string
  readonly label?: string
}): ReactElement {
  const [said, setSaid] = useState(label)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied')
    } catch {
      setSaid('Not allowed here')
    }
    setTimeout(() => setSaid(label), 2000)
  }
  return (
    <button type="button" className="button button-small" onClick={() => void copy()}>
      <span aria-live="polite">{said}</span>
    </button>
  )
}
