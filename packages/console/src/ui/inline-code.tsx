import type { ReactElement } from 'react'

/** A sentence in which `commands` stand between backticks, as documents write them. */
export function InlineCode({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text.split('`').map((part, index) =>
        // Every other part stood between two of them; the same text may come twice.
        index % 2 === 1 ? <code key={`${index} ${part}`}>{part}</code> : part,
      )}
    </>
  )
}
