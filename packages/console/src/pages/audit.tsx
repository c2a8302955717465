import type { ReactElement } from 'react'

export default function Audit(): ReactElement {
  return <h1>Audit</h1>
}
