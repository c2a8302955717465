import { useState } from 'react'
import type { FormEvent, ReactElement } from 'react'
import { useOverview } from '../api/queries.js'
import type { CorridorSummary } from '../api/views.js'
import { CloseFoot } from '../ui/close-foot.js'
import { Dialog } from '../ui/dialog.js'
import { focusOn } from '../ui/focus-on.js'
import { Failure } from '../ui/notices.js'
import { actions, commandOf, onlyCloses } from './actions.js'
import { Moved, WhatChanges } from './what-changes.js'
import { Spread } from './spread.js'
import { Unknown } from './unknown-change.js'
import { TwoPeople, Waiting } from './two-people.js'
import { useAllowed } from './use-allowed.js'
import type { Allowed } from './use-allowed.js'
import { useChange } from './use-change.js'
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
  const [chosen, setChosen] = useState(
    steering.intent ?? (corridors.length === 1 ? (corridors[0]?.intent ?? every) : every),
  )
  const [reason, setReason] = useState('')
  const current = corridors.find(({ intent }) => intent === chosen)
  const [seen, setSeen] = useState(current)
  const change = useChange()
  const [withoutGo, setWithoutGo] = useState(false)
  const needsGo = action === 'promote' && current?.verdict?.verdict !== 'GO'
  const { state } = change
  const allowed = useAllowed(action, chosen === every ? null : chosen)
  const intent = chosen === every ? null : chosen
  const name = intent ?? `all ${corridors.length} corridors`
  const moved = !onlyCloses(action) && hasMoved(seen, current)

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (state.kind === 'sending') return
    void change.send({
      action,
      intent,
      reason: reason.trim(),
      version: seen?.version ?? 0,
      withoutGo,
    })
  }

  /** While a change is on its way, closing gives up on it and says what that means. */
  function close(): void {
    if (state.kind === 'sending') change.abort()
    else onClose()
  }

  if (state.kind === 'done') {
    return (
      <Dialog key="done" title={`${title}: done`} onClose={onClose}>
        <Spread action={action} written={state.written} />
        <CloseFoot onClose={onClose} />
      </Dialog>
    )
  }
  if (state.kind === 'asked') {
    return (
      <Dialog key="asked" title={`${title}: asked`} onClose={onClose}>
        <p role="status">
          <strong>It waits for a second person.</strong> Nothing has changed yet: somebody else has
          to do the same, by name, within a day.
        </p>
        {current?.waiting !== null && current !== undefined && (
          <Waiting waiting={current.waiting} />
        )}
        <CloseFoot onClose={onClose} />
      </Dialog>
    )
  }
  if (state.kind === 'unknown') {
    return (
      <Dialog key="unknown" title={`${title}: not known`} onClose={onClose}>
        <Unknown intent={intent} seen={seen} onClose={onClose} />
      </Dialog>
    )
  }
  if (!mayChange) {
    return (
      <Dialog title={`${title}…`} onClose={onClose}>
        <p>{does}</p>
        {current !== undefined && <WhatChanges action={action} corridor={current} />}
        <p className="notice notice-warn">
          You are signed in as viewer. Changes need the operator token: sign out and sign in with
          it, or run <code>{commandOf(action, steering.intent)}</code>.
        </p>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose} data-first>
            Close
          </button>
        </footer>
      </Dialog>
    )
  }
  return (
    <Dialog title={steering.choose === true ? `${title}…` : `${title} ${name}`} onClose={close}>
      <form onSubmit={submit} className="form">
        <p>{does}</p>
        {steering.choose === true && (
          <label className="field">
            <span>Corridor</span>
            <select value={chosen} onChange={({ target }) => setChosen(target.value)}>
              {corridors.length > 1 && (
                <option value={every}>All {corridors.length} corridors</option>
              )}
              {corridors.map((corridor) => (
                <option key={corridor.intent} value={corridor.intent}>
                  {corridor.intent}
                </option>
              ))}
            </select>
          </label>
        )}
        {current !== undefined && <WhatChanges action={action} corridor={current} />}
        {current !== undefined && (action === 'promote' || action === 'rollout') && (
          <TwoPeople corridor={current} allowed={allowed} />
        )}
        {moved && current !== undefined && (
          <Moved
            corridor={current}
            onAgain={() => {
              setSeen(current)
              change.reset()
              focusOn('dialog [data-first]')
            }}
          />
        )}
        {needsGo && (
          <label className="field-inline">
            <input
              type="checkbox"
              checked={withoutGo}
              onChange={({ target }) => setWithoutGo(target.checked)}
            />
            <span>Promote without a GO; the audit trail records it</span>
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
        {state.kind === 'refused' && !moved && <Failure error={state.problem} />}
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button
            type="submit"
            className={dangerous ? 'button button-danger' : 'button button-primary'}
            disabled={moved || !allowed.may || reason.trim() === ''}
            aria-disabled={state.kind === 'sending'}
          >
            {state.kind === 'sending' ? 'Working…' : `${verbOf(allowed, title)} ${name}`}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

/** What pressing the button does, where the plan asks for two people. */
function verbOf({ effect }: Allowed, title: string): string {
  if (effect === 'asks') return `Ask: ${title.toLowerCase()}`
  return effect === 'agrees' ? `Agree: ${title.toLowerCase()}` : title
}

/** Whether somebody else has changed the corridor since this person looked at it. */
function hasMoved(seen: CorridorSummary | undefined, now: CorridorSummary | undefined): boolean {
  return seen !== undefined && now !== undefined && seen.version !== now.version
}
