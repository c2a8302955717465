import { capabilities, type HouseholdCommand } from '../household-command.js'
import { householdCorridor } from '../household-corridor.js'
import type { HouseholdDecision } from '../household-decision.js'

/** One line of `data/utterances-dev.jsonl`; data/README.md tells what the labels mean. */
export type LabelledUtterance = {
  readonly id: string
  readonly text: string
  readonly locale: string
  readonly source: string
  readonly intent: 'add_shopping_item' | 'create_task' | 'other'
  readonly ambiguous?: boolean
  readonly slots?: { readonly items?: readonly string[] }
}

export type Share = { readonly hits: number; readonly of: number }

export type Bar = {
  /** `other` lines that were executed as a shopping add. */
  readonly wrongAdds: Share
  /** Shopping adds whose item names are, all and in order, those of the label. */
  readonly exactItems: Share
  /** Tasks that were executed as one task with a usable title, see {@link hasUsableTitle}. */
  readonly exactTasks: Share
  /** Tasks that were executed as a task, whatever its title. Not part of the bar. */
  readonly executedTasks: Share
  /** `other` lines that were executed as a task. Not part of the bar. */
  readonly wrongTasks: Share
}

/** The bar of SPEC section 12. */
export const required = { wrongAdds: 0.003, exactItems: 0.75, exactTasks: 0.8 } as const

/** What the system this corridor comes from reached on the same lines. */
export const seed = { wrongAdds: 0.03, exactItems: 0.04, exactTasks: 0.01 } as const

/** Measures the baseline on the unambiguous lines: all capabilities, one list. */
export function measureBar(lines: Iterable<LabelledUtterance>): Bar {
  const counts = {
    wrongAdds: { hits: 0, of: 0 },
    wrongTasks: { hits: 0, of: 0 },
    exactItems: { hits: 0, of: 0 },
    exactTasks: { hits: 0, of: 0 },
    executedTasks: { hits: 0, of: 0 },
  }
  const count = (name: keyof typeof counts, hit: boolean): void => {
    counts[name].of += 1
    if (hit) counts[name].hits += 1
  }
  for (const line of lines) {
    if (line.ambiguous === true) continue
    const done = executed(decide(line))
    switch (line.intent) {
      case 'other':
        count('wrongAdds', done.kind === 'add_shopping_item')
        count('wrongTasks', done.kind === 'create_task')
        break
      case 'add_shopping_item':
        count('exactItems', done.kind === 'add_shopping_item' && sameNames(done.names, line))
        break
      case 'create_task':
        count('executedTasks', done.kind === 'create_task')
        count('exactTasks', done.kind === 'create_task' && hasUsableTitle(done.names, line.text))
        break
    }
  }
  return counts
}

type Executed = {
  readonly kind: 'add_shopping_item' | 'create_task' | 'nothing'
  readonly names: readonly string[]
}

/** What a decision would have carried out. */
export function executed(decision: HouseholdDecision): Executed {
  if (decision.action !== 'start_job') return { kind: 'nothing', names: [] }
  const { job_type: kind, proposed_actions: actions = [] } = decision.payload
  if (kind === 'unknown') return { kind: 'nothing', names: [] }
  const names = actions.map(({ payload }) =>
    'item' in payload ? payload.item.name : payload.task.title,
  )
  return { kind, names }
}

/** The utterance as a command of a household with all capabilities and one list. */
export function commandOf({ id, text }: Pick<LabelledUtterance, 'id' | 'text'>): HouseholdCommand {
  return {
    command_id: id,
    user_id: 'user-1',
    timestamp: '2026-01-01T00:00:00Z',
    text,
    capabilities,
    context: {
      household: {
        members: [{ user_id: 'user-1' }],
        shopping_lists: [{ list_id: 'list-1', name: 'Shopping' }],
      },
    },
  }
}

/** What the baseline makes of a labelled utterance. */
export function decide(line: Pick<LabelledUtterance, 'id' | 'text'>): HouseholdDecision {
  const { id } = line
  const command = commandOf(line)
  const ids = { decisionId: `decision-${id}`, traceId: `trace-${id}`, createdAt: command.timestamp }
  const decision = householdCorridor.baseline(command, ids)
  if (decision instanceof Promise) throw new TypeError('this baseline answers at once')
  return decision
}

/** Whether these are the names of the label's items, all and in order. */
export function sameNames(names: readonly string[], { slots }: LabelledUtterance): boolean {
  const labelled = slots?.items ?? []
  return (
    names.length === labelled.length &&
    names.every((name, i) => name === labelled[i]?.toLowerCase())
  )
}

const commandWords =
  /\b(?:remind(?:er|ers|ed)?|(?:to.?do|task|chore|errand)s? list|list of|please)\b|напомн|напоминани|спис(?:ок|к)/iu

/**
 * The labels have no title for tasks, so this stands for an exact name: a single task, its title
 * made of words of the text, in which nothing is left of the words that only order the task.
 */
export function hasUsableTitle(titles: readonly string[], text: string): boolean {
  const [title = '', ...more] = titles
  if (more.length > 0 || title.trim() === '' || commandWords.test(title)) return false
  const known = new Set(wordsOf(text))
  return wordsOf(title).length > 0 && wordsOf(title).every((word) => known.has(word))
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}'’]+/gu) ?? []
}
