import type { ReactElement } from 'react'

/** The product's mark: a whole, of which a narrow part is given away. */
export function Mark(): ReactElement {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <circle
        cx="16"
        cy="16"
        r="11"
        fill="none"
        stroke="currentColor"
        strokeOpacity=".25"
        strokeWidth="5"
      />
      <path
        d="M16 5a11 11 0 0 1 11 11"
        fill="none"
        stroke="currentColor"
        strokeWidth="5"
        strokeLinecap="round"
      />
    </svg>
  )
}
