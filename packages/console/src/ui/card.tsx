import { useId } from 'react'
import type { ReactElement, ReactNode } from 'react'

type Props = {
  readonly title: string
  /** One line that says how to read it. */
  readonly note?: ReactNode
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

export function Card({ title, note, aside, className = '', children }: Props): ReactElement {
  const id = useId()
  return (
    <section className={`card ${className}`} aria-labelledby={id}>
      <header className="card-head">
        <div>
          <h2 id={id}>{title}</h2>
          {note !== undefined && <p className="card-note">{note}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  )
}
