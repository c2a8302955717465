import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent, ReactElement } from 'react'
import { send } from '../api/client.js'
import { corridorPath, useOverview } from '../api/queries.js'
import { Dialog } from '../ui/dialog.js'
import { Failure } from '../ui/notices.js'
import { actions } from './actions.js'
import { Spread } from './spread.js'
import type { Steering } from './use-steer.js'

type Props = {
  readonly steering: Steering
  readonly mayChange: boolean
  readonly onClose: () => void
}

/** The choice that stands for every corridor; no intent can look like it. */
const every = '*'

/** Asks for which corridor and why, carries the change out, and shows it reach every process. */
export function SteerDialog({ steering, mayChange, onClose }: Props): ReactElement {
  const { action } = steering
  const { title, does, dangerous } = actions[action]
  const corridors = useOverview().data?.corridors ?? []
  const intents = corridors.map(({ intent }) => intent)
  const [chosen, setChosen] = useState(
    steering.intent ?? (intents.length === 1 ? intents[0] : every),
  )
  const [reason, setReason] = useState('')
  const [sentAt, setSentAt] = useState(0)
  const queries = useQueryClient()
  const targets = chosen === every ? intents : intents.filter((intent) => intent === chosen)

  const change = useMutation({
    mutationFn: async () => {
      setSentAt(Date.now())
      await Promise.all(
        targets.map((intent) =>
          send('POST', `${corridorPath(intent)}/${action}`, { reason: reason.trim() }),
        ),
      )
    },
    onSettled: () => queries.invalidateQueries(),
  })

  function submit(event: FormEvent): void {
    event.preventDefault()
    change.mutate()
  }

  const name = targets.length === 1 ? (targets[0] ?? '') : `all ${targets.length} corridors`
  if (change.isSuccess) {
    return (
      <Dialog key="done" title={`${title}: done`} onClose={onClose}>
        <Spread action={action} intents={targets} sentAt={sentAt} />
        <footer className="dialog-foot">
          <button type="button" className="button button-primary" onClick={onClose} data-first>
            Close
          </button>
        </footer>
      </Dialog>
    )
  }
  return (
    <Dialog title={steering.intent === null ? `${title}…` : `${title} ${name}`} onClose={onClose}>
      <form onSubmit={submit} className="form">
        <p>{does}</p>
        {!mayChange && (
          <p className="notice notice-warn">
            You are signed in as viewer. Changes need the operator token: sign out and sign in with
            it, or run <code>partial-trust {action === 'rollout' ? 'rollout start' : action}</code>.
          </p>
        )}
        {steering.intent === null && (
          <label className="field">
            <span>Corridor</span>
            <select value={chosen} onChange={(event) => setChosen(event.target.value)}>
              {intents.length > 1 && <option value={every}>All {intents.length} corridors</option>}
              {intents.map((intent) => (
                <option key={intent} value={intent}>
                  {intent}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="field">
          <span>Reason</span>
          <textarea
            required
            data-first
            rows={3}
            maxLength={2000}
            value={reason}
            dir="auto"
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.currentTarget.form?.requestSubmit()
              }
            }}
          />
          <small>Goes into the audit trail. Ctrl+Enter sends.</small>
        </label>
        {change.isError && <Failure error={change.error} />}
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            className={dangerous ? 'button button-danger' : 'button button-primary'}
            disabled={change.isPending || reason.trim() === '' || targets.length === 0}
          >
            {change.isPending ? 'Working…' : `${title} ${name}`}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
