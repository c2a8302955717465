import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactElement } from 'react'
import { address, ApiProblem, signIn } from '../api/client.js'
import { useSignOnOffered } from '../api/queries.js'
import { sessionChanged } from '../api/session.js'
import { Mark } from '../ui/mark.js'
import { Failure } from '../ui/notices.js'
import { usePageTitle } from '../ui/use-page-title.js'

/** What the service says where it knows nothing of a token. */
const tokenNeeded = 'A token is needed'

/** @param ended Whether somebody was signed in here a moment ago. */
export function Login({ ended }: { readonly ended: boolean }): ReactElement {
  usePageTitle('Sign in')
  const [token, setToken] = useState('')
  const queries = useQueryClient()
  const entry = useMutation({
    mutationFn: () => signIn(token.trim()),
    onSuccess: (session) => {
      queries.setQueryData(['session'], session)
      sessionChanged()
    },
  })
  const signOnOffered = useSignOnOffered()
  // Of a token that has expired or was taken back the service says so itself, with what to do.
  const unknown = entry.error instanceof ApiProblem && entry.error.message === tokenNeeded
  return (
    <main className="lone">
      <form
        className="login card"
        onSubmit={(event) => {
          event.preventDefault()
          if (!entry.isPending) entry.mutate()
        }}
      >
        <h1 className="login-title">
          <Mark /> Partial Trust
        </h1>
        {ended && (
          <p className="notice notice-warn" role="alert">
            <strong>You are signed out.</strong> The session ended: somebody signed out in another
            tab, its time or its token’s is over, or the service was restarted. Corridors go on as
            they stood; a stop that must not wait: <code>partial-trust kill --all --reason …</code>
          </p>
        )}
        <p>
          See what share of decisions the LLM holds, and take it back. The service printed two
          tokens when it first started: one to look, one to steer.
        </p>
        {signOnOffered && (
          <>
            <a className="button button-primary login-sign-on" href={address('/v1/sign-on')}>
              Sign in with your organisation
            </a>
            <p className="small login-or">or with a token</p>
          </>
        )}
        <label className="field">
          <span>Viewer or operator token</span>
          <input
            type="password"
            autoComplete="current-password"
            autoFocus
            required
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        {unknown && (
          <p className="notice notice-error" role="alert">
            <strong>This token is not known here.</strong> Copy it whole from the line that starts
            with <code>viewer token:</code> or <code>operator token:</code>.
          </p>
        )}
        {entry.error !== null && !unknown && <Failure error={entry.error} />}
        <button
          type="submit"
          className={signOnOffered ? 'button' : 'button button-primary'}
          disabled={token.trim() === ''}
          aria-disabled={entry.isPending}
        >
          {entry.isPending ? 'Signing in…' : 'Sign in'}
        </button>
        <p className="small">
          Lost yours? It is kept as a hash alone: <code>partial-trust tokens rotate</code>, where
          the service runs, makes a new one and shows it once.
        </p>
      </form>
    </main>
  )
}
