import type { ReactElement } from 'react'
import { useOverview } from '../api/queries.js'
import { actionOfCommand } from '../control/actions.js'
import { offered } from '../control/offered.js'
import { Act } from './corridor-row.js'
import { sentenceOf } from './sentence.js'

/** Beside a command of a document that changes a corridor: how that stands now, and the same step as a button. */
export function CommandNow({ command }: { readonly command: string }): ReactElement | null {
  const corridors = useOverview().data?.corridors ?? []
  const [, word = '', intent] =
    /partial-trust (rollout start|[a-z]+) ([\w.-]+)/u.exec(command) ?? []
  const action = actionOfCommand(word)
  const corridor = corridors.find((one) => one.intent === intent)
  if (action === null || corridor === undefined) return null
  return (
    <p className="small command-now">
      Now: <bdi>{sentenceOf(corridor).now}</bdi>{' '}
      {offered(corridor).includes(action) ? (
        <Act action={action} intent={corridor.intent} />
      ) : (
        'This step leads nowhere from here.'
      )}
    </p>
  )
}
