import { untouched } from '@partial-trust/control'
import type { App } from 'partial-trust'
import type { Access } from './access.js'
import { mayByRole, mayInCorridor } from './people/may.js'
import type { Credential } from './people/token-store.js'
import type { Handler } from './routes/handler.js'
import type { MeView, ownRows } from './routes/own-rows.js'

/** `GET /v1/me`: who one is here, until when, and what one may do and why not. */
export function meHandler(
  app: App,
  access: Access,
  nowMs: () => number,
): Handler<(typeof ownRows)['me']> {
  return async ({ request, control }) => {
    const session = access.sessionOf(request)
    const credential = session?.credential ?? access.credentialOf(request)
    if (credential === null) throw new Error('the guard let nobody through')
    const snapshot = control === null ? null : await control.store.read()
    const corridors = await Promise.all(
      app.corridors.map(async ({ intent }) => {
        if (control === null) return { intent, may: mayByRole(credential, false) }
        const state = snapshot?.corridors.get(intent) ?? untouched(intent)
        const plan = state.rollout === null ? null : await control.store.plan(state.rollout.plan)
        return { intent, may: mayInCorridor(credential, state, plan, nowMs()) }
      }),
    )
    const { name, role, expiresAtMs } = credential
    return {
      name,
      role,
      kind: kindOf(credential),
      via: session === null ? 'token' : credential.tokenId === null ? 'sign_on' : 'session',
      expires_at: new Date(expiresAtMs).toISOString(),
      session_ends_at: session === null ? null : new Date(session.endsAtMs).toISOString(),
      may: mayByRole(credential, control !== null),
      corridors,
    }
  }
}

function kindOf({ person, name, tokenId }: Credential): MeView['kind'] {
  if (person !== null) return 'person'
  return name === tokenId ? 'shared' : 'machine'
}
