import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactElement } from 'react'
import { address, ApiProblem, signIn } from '../api/client.js'
import { useSignOnOffered } from '../api/queries.js'
import { sessionChanged } from '../api/session.js'
import { Mark } from '../ui/mark.js'
import { Failure } from '../ui/notices.js'
import { usePageTitle } from '../ui/use-page-title.js'

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
  const refused = entry.error instanceof ApiProblem && entry.error.status === 401
  return (
    <main className="lone">
      <form
        className="login card"
        onSubmit={(event) => {
          event.preventDefault()
          entry.mutate()
        }}
      >
        <h1 className="login-title">
          <Mark /> Partial Trust
        </h1>
        {ended && (
          <p className="notice notice-warn" role="alert">
            <strong>You are signed out.</strong> The session ended: somebody signed out in another
            tab, its twelve hours are over, or the service was restarted. Corridors go on as they
            stood; a stop that must not wait: <code>partial-trust kill --all --reason …</code>
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
        {refused && (
          <p className="notice notice-error" role="alert">
            <strong>This token is not known here.</strong> Copy it whole from the line that starts
            with <code>viewer token:</code> or <code>operator token:</code>.
          </p>
        )}
        {entry.error !== null && !refused && <Failure error={entry.error} />}
        <button
          type="submit"
          className={signOnOffered ? 'button' : 'button button-primary'}
          disabled={entry.isPending || token.trim() === ''}
        >
          {entry.isPending ? 'Signing in…' : 'Sign in'}
        </button>
        <p className="small">
          Tokens are kept hashed in <code>.partial-trust/tokens.json</code>. Lost them? Delete that
          file and restart: new ones are made and shown once.
        </p>
      </form>
    </main>
  )
}
