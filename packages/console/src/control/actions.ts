/** Every change a person can make to one corridor, by the last part of its address. */
export const actions = {
  kill: {
    title: 'Kill',
    does: 'Closes the corridor everywhere at once. Every command gets the baseline.',
    dangerous: true,
  },
  resume: {
    title: 'Resume',
    does: 'Reopens the corridor at the first stage of its plan; evidence starts from zero.',
    dangerous: false,
  },
  promote: {
    title: 'Promote',
    does: 'Moves the rollout to the next stage, which samples more commands.',
    dangerous: false,
  },
  demote: {
    title: 'Demote',
    does: 'Moves the rollout one stage back; from the first stage it closes.',
    dangerous: false,
  },
  incident: {
    title: 'Report incident',
    does: 'Reports harm: closes the stage at once and makes its verdict NO_GO.',
    dangerous: true,
  },
  rollout: {
    title: 'Start rollout',
    does: 'Starts the plan at its first stage.',
    dangerous: false,
  },
} as const
export type Action = keyof typeof actions

/** What only closes never waits for anybody and never conflicts; everything else says what it was decided on. */
export function onlyCloses(action: Action): boolean {
  return action === 'kill' || action === 'incident'
}

const byCommand: ReadonlyMap<string, Action> = new Map([
  ['kill', 'kill'],
  ['resume', 'resume'],
  ['promote', 'promote'],
  ['demote', 'demote'],
  ['incident', 'incident'],
  ['rollout start', 'rollout'],
])

/** What a command of ours changes; null for one that changes nothing here. */
export function actionOfCommand(word: string): Action | null {
  return byCommand.get(word) ?? null
}

/** The same change on the command line. */
export function commandOf(action: Action, intent: string | null): string {
  const name = action === 'rollout' ? 'rollout start' : action
  return `partial-trust ${name} ${intent ?? '--all'} --reason …`
}
