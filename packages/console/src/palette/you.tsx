import type { ReactElement } from 'react'
import { useMe } from '../api/queries.js'
import { actions } from '../control/actions.js'
import { CloseFoot } from '../ui/close-foot.js'
import { InlineCode } from '../ui/inline-code.js'
import { Failure, Waiting } from '../ui/notices.js'
import { TimeStamp } from '../ui/time-stamp.js'

const kinds = {
  person: 'a person',
  machine: 'a program',
  shared: 'whoever holds this token: nobody by name, so never the second of two people',
} as const

const ways = {
  token: 'a token with every request',
  session: 'a session, signed in with a token',
  sign_on: 'a session of the organisation’s sign-on',
} as const

/** What stands in the dialog of one's name: who one is here, until when, and what one may do in each corridor as it stands, and why not. */
export default function You({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { data: me, error, refetch } = useMe()
  return (
    <>
      {me === undefined ? (
        error === null ? (
          <Waiting rows={4} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <>
          <dl className="pairs">
            <dt>Name</dt>
            <dd>
              <bdi>{me.name}</bdi>, as the audit trail says it
            </dd>
            <dt>Is</dt>
            <dd>{kinds[me.kind]}</dd>
            <dt>Role</dt>
            <dd>{me.role}</dd>
            <dt>By</dt>
            <dd>{ways[me.via]}</dd>
            <dt>Ends</dt>
            <dd>
              <TimeStamp at={me.session_ends_at ?? me.expires_at} />
              {me.session_ends_at !== null && (
                <>
                  ; the right to sign in, <TimeStamp at={me.expires_at} />
                </>
              )}
            </dd>
          </dl>
          <h3 className="you-head">What you may do</h3>
          <ul className="you-may">
            {me.may.map(({ action, may, why }) => (
              <li key={action}>
                <span aria-hidden="true" className={may ? 'good' : 'bad'}>
                  {may ? '✓' : '✕'}
                </span>{' '}
                {action === 'see' ? 'See everything' : actions[action].title}
                {why !== null && (
                  <span className="small">
                    : <InlineCode text={why} />
                  </span>
                )}
                {may && exceptions(me, action)}
              </li>
            ))}
          </ul>
        </>
      )}
      <CloseFoot onClose={onClose} />
    </>
  )
}

type Me = NonNullable<ReturnType<typeof useMe>['data']>

/** The corridors that do not take it as they stand, folded by what they answer. */
function exceptions({ corridors }: Me, action: string): ReactElement | null {
  const refused = corridors.flatMap(({ intent, may }) => {
    const why = may.find((one) => one.action === action)?.why ?? null
    return why === null ? [] : [{ intent, why }]
  })
  if (refused.length === 0) return null
  const byReason = [...Map.groupBy(refused, ({ why }) => why)]
  return (
    <details className="small">
      <summary>
        not now in {refused.length} of {corridors.length}
      </summary>
      <ul>
        {byReason.map(([why, list]) => (
          <li key={why}>
            <bdi>{list.map(({ intent }) => intent).join(', ')}</bdi>: <InlineCode text={why} />
          </li>
        ))}
      </ul>
    </details>
  )
}
