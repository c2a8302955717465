import type { ReactElement } from 'react'

export default function Corridor({ intent }: { readonly intent: string }): ReactElement {
  return <h1>{intent}</h1>
}
