import { useState } from 'react'
import type { ReactElement } from 'react'
import { unbent } from '../format/unbent.js'

/** Longer than this is folded: a reason may have 10,000 characters. */
const foldAt = 240

/** Text that somebody else wrote: isolated from the page's direction, folded when long, never markup. */
export function ForeignText({ text }: { readonly text: string }): ReactElement {
  const [open, setOpen] = useState(false)
  const seen = unbent(text)
  const long = seen.length > foldAt
  const shown = long && !open ? `${seen.slice(0, foldAt).toWellFormed()}…` : seen
  return (
    <span className="foreign">
      <bdi className={open ? 'foreign-open' : undefined}>{shown}</bdi>
      {long && (
        <button type="button" className="link" onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${text.length.toLocaleString('en')} characters`}
        </button>
      )}
    </span>
  )
}
