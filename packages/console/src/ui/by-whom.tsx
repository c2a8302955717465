import type { ReactElement } from 'react'
import { useOverview } from '../api/queries.js'
import { unbent } from '../format/unbent.js'

/** Who did something. A process is named by where it runs, as everywhere on the page; its id on hover. */
export function ByWhom({ by }: { readonly by: string | null }): ReactElement {
  const processes = useOverview().data?.processes ?? []
  const found = processes.find(({ instance }) => by?.includes(instance) === true)
  return found === undefined || by === null ? (
    <bdi>{unbent(by ?? '')}</bdi>
  ) : (
    <bdi title={by}>{unbent(by.replace(found.instance, `${found.host}:${found.pid}`))}</bdi>
  )
}
