import type { CorridorSummary } from '../api/views.js'
import type { Action } from '../control/actions.js'
import { inWords, whyInWords } from '../format/in-words.js'
import { percent } from '../format/numbers.js'
import { fieldMoment, recordsPath } from '../records/record-query.js'
import { closedWord } from '../ui/closed-word.js'

/** What a person sees first of a corridor. */
export type Sentence = {
  /** What it may do now. */
  readonly now: string
  /** What closed it, or what it waits for, in the words of whoever said so; null where nothing does. */
  readonly because: string | null
  /** Since when, ISO 8601; null where nobody knows. */
  readonly since: string | null
  /** Who did it; null where nobody did. */
  readonly by: string | null
  /** The next step; null where there is none to be made here. */
  readonly next: Action | null
  /** Where what is said can be seen for oneself; null where there is nothing to see. */
  readonly look: { readonly name: string; readonly href: string } | null
  /** How urgent it is: the smaller, the further up. */
  readonly urgency: 0 | 1 | 2 | 3
}

/** One sentence on a corridor: what it may do, why, since when, and what is to be done. */
export function sentenceOf(corridor: CorridorSummary): Sentence {
  const { standing, stage, stage_closed: closed, effective_rate: rate, set_by: setBy } = corridor
  const { changed_at: since, changed_by: by, verdict, stages } = corridor
  const changed = { because: whyInWords(corridor), since, by }
  if (corridor.closed === 'store_lost') {
    return {
      now: 'The control store was lost: every command gets the baseline.',
      because: 'Until a person says that this store holds now: partial-trust state adopt.',
      since: null,
      by: null,
      next: null,
      look: { name: 'What is missing', href: '/readiness' },
      urgency: 0,
    }
  }
  if (standing === 'killed') {
    return {
      now: 'Killed: every command gets the baseline.',
      ...changed,
      next: 'resume',
      look: { name: 'What happened', href: `/audit/${encodeURIComponent(corridor.intent)}` },
      urgency: 0,
    }
  }
  if (closed !== null) {
    const now = `Stage ${stage} is ${closedWord(closed)}. Every command gets the baseline.`
    return { now, ...changed, next: 'resume', look: decisionsOf(corridor), urgency: 0 }
  }
  if (standing === 'off' || standing === 'closed') {
    return {
      now: `${standing === 'off' ? 'Off' : 'Closed'}, set by ${setBy}: every command gets the baseline.`,
      because: null,
      since: null,
      by: null,
      // What a variable keeps shut no rollout opens.
      next: stage === null && standing === 'closed' && !isVariable(setBy) ? 'rollout' : null,
      look: { name: 'What is missing', href: '/readiness' },
      urgency: standing === 'off' ? 3 : 1,
    }
  }
  const may = standing === 'shadow' ? 'is asked and compared for' : 'may answer for'
  const now = `The LLM ${may} ${percent(rate)} of eligible ids`
  if (stage === null) {
    return {
      now: `${now}: no rollout was started, its share is set by ${setBy}.`,
      because: 'No gate judges it.',
      since: null,
      by: null,
      next: 'rollout',
      look: null,
      urgency: 2,
    }
  }
  const go = verdict?.verdict === 'GO'
  const [first] = verdict?.because ?? []
  const last = stages.at(-1)?.name === stage
  if (corridor.waiting !== null) {
    const { to, at, by: asker, reason } = corridor.waiting
    return {
      now: `${now} at stage ${stage}; ${to} waits for a second person.`,
      because: reason,
      since: at,
      by: asker,
      next: 'promote',
      look: { name: 'The evidence', href: `/corridors/${encodeURIComponent(corridor.intent)}` },
      urgency: 1,
    }
  }
  return {
    now: `${now} at stage ${stage}.`,
    because: first === undefined ? null : inWords(first),
    since: corridor.entered_at,
    by: null,
    next: go && !last ? 'promote' : null,
    look: {
      name: go ? 'The evidence' : 'What is missing',
      href: `/corridors/${encodeURIComponent(corridor.intent)}`,
    },
    urgency: verdict?.verdict === 'NO_GO' ? 0 : go && !last ? 1 : 2,
  }
}

/** The decisions that a closed stage was judged by: of its disagreements, where these closed it. */
function decisionsOf({ intent, stage, entered_at: since, why }: CorridorSummary): Sentence['look'] {
  return {
    name: 'Which decisions',
    href: recordsPath({
      intent,
      stage: stage ?? '',
      since: since === null ? '' : fieldMoment(since),
      differs: /disagreement|mismatch/u.test(why ?? '') ? 'true' : '',
    }),
  }
}

function isVariable(setBy: string): boolean {
  return /^[A-Z][A-Z_]+$/u.test(setBy)
}
