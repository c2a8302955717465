import { unreachable } from './unreachable.js'
import type { ControlPlan, Rollout } from './control-state.js'

/** What needs two people where the plan says so: whatever gives a corridor more than it has. */
export type AskedAction = 'promote' | 'rollout'

/**
 * What one person asked for, and what waits for another. Any other change of the corridor takes it
 * away: it was asked on another state.
 */
export type Asked = {
  readonly action: AskedAction
  /** Digest of the plan that a new rollout would follow; null for a promotion. */
  readonly plan: string | null
  /** The stage it leads to. */
  readonly to: string
  /** The version of the corridor that it was decided on. */
  readonly version: number
  /** ISO 8601 UTC. */
  readonly at: string
  readonly until: string
  readonly by: string
  /** Whose word counts once: another must be the second. */
  readonly person: string
  readonly reason: string
}

/** Who makes a change. */
export type Actor = {
  /** A person by name; null for a program and for whoever is nobody in particular. */
  readonly person: string | null
  /** The corridor's version before the change. */
  readonly version: number
}

/** How long a request waits for the second person. */
export const askedLifeMs: number = 24 * 3600 * 1000

/** How many people a promotion under a plan needs. What does not read needs the most. */
export function approvalsOf({ body }: Pick<ControlPlan, 'body'>): 1 | 2 {
  if (typeof body !== 'object' || body === null) return 1
  if (!('approvals' in body)) return 1
  return body.approvals === undefined || body.approvals === 1 ? 1 : 2
}

/** Whether two names are one person's: nobody is another by writing their name in capitals. */
export function isSamePerson(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

/** The request that waits at a moment; null for none and for one that ran out. */
export function waitingFor(rollout: Pick<Rollout, 'asked'> | null, nowMs: number): Asked | null {
  const asked = rollout?.asked
  return asked !== undefined && Date.parse(asked.until) > nowMs ? asked : null
}

export type Second =
  /** There is a request of somebody else for just this. */
  | { readonly kind: 'agrees'; readonly asked: Asked }
  /** Nobody asked yet. */
  | { readonly kind: 'first' }
  | { readonly kind: 'refused'; readonly because: RefusedSecond; readonly problem: string }

export type RefusedSecond = 'nobody_by_name' | 'own_request' | 'other_request'

/** What a person's word is worth under a plan that needs two. */
export function secondOf(
  wish: Pick<Asked, 'action' | 'plan'>,
  waiting: Asked | null,
  person: string | null,
): Second {
  if (person === null) {
    return refused(
      'nobody_by_name',
      'the plan needs two people: come in with a token of your own (`partial-trust tokens add --name …`) or sign in by name',
    )
  }
  if (waiting === null) return { kind: 'first' }
  if (waiting.action !== wish.action || waiting.plan !== wish.plan) {
    return refused(
      'other_request',
      `${whatOf(waiting)} waits for a second person, asked by ${waiting.by} at ${waiting.at}; any change of the corridor, such as \`demote\`, ends it`,
    )
  }
  if (isSamePerson(waiting.person, person)) {
    return refused(
      'own_request',
      `the plan needs two people: you asked for this yourself at ${waiting.at}, so somebody else has to, until ${waiting.until}`,
    )
  }
  return { kind: 'agrees', asked: waiting }
}

function refused(because: RefusedSecond, problem: string): Second {
  return { kind: 'refused', because, problem }
}

function whatOf({ action, to }: Asked): string {
  switch (action) {
    case 'promote':
      return `a promotion to ${to}`
    case 'rollout':
      return `a rollout under another plan, at ${to}`
    default:
      return unreachable(action)
  }
}
