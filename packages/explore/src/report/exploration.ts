import type { Cut } from '../run/run-pipeline.js'
import type { WallReport } from '../wall/wall.js'

/** One pipeline of a task and what it showed. */
export type CommandEvidence = {
  readonly command: string
  /** Who wanted it run: the plan, or the agent of `--llm`. */
  readonly by: 'plan' | 'agent'
  /** Line of the plan. */
  readonly line: number
  readonly outcome: 'ran' | 'skipped' | 'refused' | 'tool-missing' | 'over-budget'
  /** Why it was refused or could not run; null otherwise. */
  readonly why: string | null
  /** Exit code of the last command; null when nothing ran or a signal ended it. */
  readonly exitCode: number | null
  readonly exitCodes: readonly (number | null)[]
  readonly output: readonly EvidenceLine[]
  /** Lines of output that are not listed in `output`. */
  readonly linesLeftOut: number
  /** The first lines of the error output. */
  readonly errors: readonly string[]
  readonly cut: Cut | null
}

/** Numbered through the whole task, from 1, so that an answer can cite it. */
export type EvidenceLine = { readonly number: number; readonly text: string }

export type TaskReport = {
  readonly number: number
  readonly title: string
  readonly line: number
  /** What the plan wants to be told. */
  readonly asks: string
  readonly commands: readonly CommandEvidence[]
  /** The agent's answer, where one was asked for and stood every check. */
  readonly answer: TaskAnswer | null
}

export type TaskAnswer = {
  readonly statements: readonly { readonly text: string; readonly evidence: readonly number[] }[]
}

/** Kinds of STOP-THE-LINE. Machine-readable reports carry them: add to the list, never rename. */
export const issueRules = {
  'command-refused':
    'A command could write, execute, leave the repository or not be read, so it was not run.',
  'outside-allow-list': "A command is not on the plan's own list of allowed commands.",
  'missing-key-file': 'A file the plan rests on does not exist.',
  'missing-named-file': 'A file the plan names does not exist.',
  'empty-evidence': 'A task produced no output, so there is nothing to report from.',
  'command-failed': 'A command failed and the plan did not foresee it.',
  'incomplete-evidence': 'A limit cut the output off, so the evidence is not whole.',
  'tool-missing': 'A program that the plan needs is not installed.',
  'expectation-unmet': 'The evidence lacks something that the plan says it holds.',
  'task-numbers': "The tasks' numbers do not run from 1, or not to the number the plan expects.",
  'allowed-and-forbidden': 'The plan allows and forbids the same command.',
  'tree-changed': 'Something in the tree changed while the explorer ran.',
  'tree-unproved': 'The time was over before the tree could be compared with what it was.',
} as const
export type IssueRule = keyof typeof issueRules

export type Issue = {
  readonly rule: IssueRule
  /** Number of the task it arose in; null for the plan as a whole. */
  readonly task: number | null
  /** Line of the plan. */
  readonly line: number
  readonly message: string
}

export type Exploration = {
  readonly plan: string
  readonly title: string | null
  readonly repository: string
  readonly tasks: readonly TaskReport[]
  readonly issues: readonly Issue[]
  /** Remarks that stop nothing, e.g. that no agent answered. */
  readonly notes: readonly string[]
  readonly tree: TreeEvidence
  /** Whether the kernel's sandbox stood around the programs as well. */
  readonly wall: WallReport
  readonly time: { readonly usedMs: number; readonly mostMs: number }
}

export type TreeEvidence = {
  readonly before: string
  /** Null when there was no time left to look. */
  readonly after: string | null
  readonly unchanged: boolean
  readonly changed: readonly string[]
  readonly entries: number
  readonly hashedFiles: number
  readonly statedFiles: number
}
