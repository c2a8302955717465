/** What can be wrong with a risk log, by name. Reports carry them: add to the list, never rename. */
export const logRules = {
  hole: 'Nothing is missing of the log: its rotated parts are all there and can be read.',
  json: 'The line is one JSON object.',
  keys: 'A record has the keys of its version, each once, in their order.',
  values: 'Every value has its type, unit and range, or is on its closed list.',
  'mixed-versions': 'Records without a version do not stand among records with one.',
  reason: 'The reason code is one that the status can have.',
  sampled: '`sampled` is what the point says at which the decision ended.',
  asked: 'What a candidate leaves behind is there when it was asked for, and only then.',
  mode: 'Only a live corridor accepts or falls back.',
  intent:
    "Past the fourth check the baseline's intent is the corridor's; an accepted candidate's too.",
  membership: 'Whoever was sampled lies below the rate, whoever was not lies at or above it.',
  closed: 'A closed corridor has the rate 0.',
  deadline: 'No candidate that came after the deadline was looked at.',
  confidence: "The confidence fits its class; none below the corridor's threshold was accepted.",
  diff: 'The differences are those of the two summaries.',
  bucket: 'The bucket is the one of the id, the same wherever the id occurs.',
  duplicate: 'No decision is recorded twice.',
  order: "A process's records are in the order of their times.",
  instance: 'Epoch and deadline of a corridor do not change within a process.',
  'lone-rate': 'A stage does not change its rate for a single record.',
  'sample-ratio': 'The share of ids that was sampled is the rate, within chance.',
} as const
export type LogRule = keyof typeof logRules

/** One broken rule; `message` says what is there and what should be. */
export type Broken = { readonly rule: LogRule; readonly message: string }

export function broken(rule: LogRule, message: string): Broken {
  return { rule, message }
}
