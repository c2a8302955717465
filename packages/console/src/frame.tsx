import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { ask } from './api/client.js'
import { useMe } from './api/queries.js'
import { sessionChanged } from './api/session.js'
import type { Session } from './api/session.js'
import { useSteer } from './control/use-steer.js'
import { Dialogs } from './dialogs.js'
import { ClockNote, ConnectionBanner, ConnectionPill } from './live/connection-pill.js'
import { KillDoubts } from './live/kill-doubts.js'
import { News } from './live/news.js'
import { OldAnswers } from './live/old-answers.js'
import { UncontrolledBanner } from './live/uncontrolled-banner.js'
import { ShownPage } from './shown-page.js'
import { Mark } from './ui/mark.js'
import { Navigation } from './ui/navigation.js'
import { ThemeButton } from './ui/theme-button.js'
import { useDoors } from './ui/use-doors.js'

/** What surrounds every page: where one can go, whether it is live, and the switch that stops it. */
export function Frame({ role }: Pick<Session, 'role'>): ReactElement {
  return (
    <Dialogs mayChange={role === 'operator'}>
      <a className="skip" href="#main" onClick={(event) => skipTo(event)}>
        Skip to the content
      </a>
      <header className="top">
        <Link href="/" className="brand" aria-label="Partial Trust, overview">
          <Mark /> <span>Partial Trust</span>
        </Link>
        <Navigation />
        <div className="top-tools">
          <ConnectionPill />
          <PaletteButton />
          <ThemeButton />
          <Who role={role} />
          <SignOut />
          <KillButton />
        </div>
      </header>
      <ConnectionBanner />
      <UncontrolledBanner />
      <KillDoubts />
      <OldAnswers />
      <ClockNote />
      <ShownPage />
      <News />
    </Dialogs>
  )
}

function PaletteButton(): ReactElement {
  const { show } = useDoors()
  return (
    <button
      type="button"
      className="icon-button"
      title="Go to, or do (⌘K)"
      aria-label="Go to, or do"
      aria-keyshortcuts="Meta+K Control+K"
      onClick={() => show('palette')}
    >
      <svg viewBox="0 0 16 16" className="icon" aria-hidden="true">
        <path d="M7 2a5 5 0 1 0 0 10A5 5 0 0 0 7 2ZM10.6 10.6 14 14" />
      </svg>
    </button>
  )
}

function KillButton(): ReactElement {
  const { kill } = useDoors()
  const { mayChange } = useSteer()
  return (
    <button
      type="button"
      className="button button-danger kill-switch"
      aria-keyshortcuts="Shift+K"
      disabled={!mayChange}
      title={mayChange ? undefined : 'A kill needs the operator token'}
      onClick={kill}
    >
      Kill… <kbd>⇧K</kbd>
    </button>
  )
}

/** Who is signed in; opens what that person may do, and why not. */
function Who({ role }: Pick<Session, 'role'>): ReactElement {
  const { show } = useDoors()
  const me = useMe().data
  const name = me?.kind === 'person' || me?.kind === 'machine' ? me.name : null
  return (
    <button
      type="button"
      className="button button-quiet who"
      title="What you may do, and why not"
      onClick={() => show('you')}
    >
      <svg viewBox="0 0 16 16" className="icon" aria-hidden="true">
        <path d="M8 2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM3 14c0-3 2-4.5 5-4.5s5 1.5 5 4.5" />
      </svg>
      <span className="hidden-visually">You: </span>
      <span className="role">
        {name !== null && (
          <>
            <bdi>{name}</bdi>,{' '}
          </>
        )}
        {role}
      </span>
    </button>
  )
}

function SignOut(): ReactElement {
  return (
    <button
      type="button"
      className="icon-button sign-out"
      title="Sign out"
      onClick={() => void leave()}
    >
      <span className="hidden-visually">Sign out</span>
      <svg viewBox="0 0 16 16" className="icon" aria-hidden="true">
        <path d="M6 3H3v10h3M10 5l3 3-3 3M13 8H6" />
      </svg>
    </button>
  )
}

async function leave(): Promise<void> {
  const leaving = await ask('DELETE /v1/session', {}).catch(() => null)
  sessionChanged()
  // The provider would let the next one at this browser in again without a question.
  if (leaving !== null) window.location.assign(leaving.leave_at)
}

/** The address' hash is the router's, so the jump is done by hand. */
function skipTo(event: { preventDefault: () => void }): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}
