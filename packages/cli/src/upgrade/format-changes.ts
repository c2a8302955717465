import { planDefaults, riskRecordSchema } from '@partial-trust/core'
import type { YamlPath } from '@partial-trust/settings/yaml'

/** One thing that is otherwise with this version, for a person. */
export type Change = {
  readonly part: 'environment' | 'policy' | 'plan' | 'store' | 'risk_log'
  readonly id: FormatChange
  /** `person`: somebody must do something. `nobody`: it happens by itself. */
  readonly needs: 'person' | 'nobody'
  readonly what: string
  /** A file with its line, a variable, an address. */
  readonly where: string
  /** What to do; of what needs nobody, what one may do. */
  readonly remedy: string
}

type Rule = Pick<Change, 'part' | 'needs' | 'remedy'>

/** Every way in which what an earlier version wrote can differ from what this one reads. */
export const formatChanges = {
  variable: {
    part: 'environment',
    needs: 'person',
    remedy: 'mend or remove it: until then every corridor is closed (`partial-trust config`)',
  },
  'intent-list': {
    part: 'environment',
    needs: 'person',
    remedy: 'set PARTIAL_TRUST_INTENT to the corridors that shall be allowed, comma between',
  },
  policy: {
    part: 'policy',
    needs: 'person',
    remedy: 'mend that line: until then no candidate is asked and the baseline answers',
  },
  'plan-refused': {
    part: 'plan',
    needs: 'person',
    remedy: 'mend that line (`partial-trust plan lint`); `partial-trust plan schema` says the keys',
  },
  'plan-lint': {
    part: 'plan',
    needs: 'person',
    remedy: 'follow the suggestion: `rollout start` refuses the plan without --despite-lint',
  },
  'plan-default': {
    part: 'plan',
    needs: 'nobody',
    remedy: 'state the key in the plan to keep what you had',
  },
  'store-newer': {
    part: 'store',
    needs: 'person',
    remedy:
      'use that version, or put a backup of before it back with `partial-trust state restore`',
  },
  'store-unreadable': {
    part: 'store',
    needs: 'person',
    remedy:
      'make it readable from here, or put a backup back with `partial-trust state restore`: until then every corridor is closed',
  },
  'store-steps': {
    part: 'store',
    needs: 'person',
    remedy:
      'partial-trust state backup before-upgrade && partial-trust state migrate; there is no way back but that backup; then restart every process of the earlier version within hours: what it holds of old counts it may count twice',
  },
  'new-epoch': {
    part: 'store',
    needs: 'nobody',
    remedy:
      'wait for the running stage to be judged before the upgrade, or let it gather its evidence anew',
  },
  'log-newer': {
    part: 'risk_log',
    needs: 'person',
    remedy: 'read it with the version that wrote it, or start a new log',
  },
  'log-broken': {
    part: 'risk_log',
    needs: 'person',
    remedy: 'find the lines with `partial-trust verify-log`: a log with holes is never a GO',
  },
  'log-older': {
    part: 'risk_log',
    needs: 'nobody',
    remedy: 'nothing: they are read as they are, and told apart where their keys are missing',
  },
} as const satisfies Readonly<Record<string, Rule>>

type FormatChange = keyof typeof formatChanges

export function change(id: FormatChange, where: string, what: string): Change {
  return { id, where, what, ...formatChanges[id] }
}

/** Keys of a plan that earlier versions lacked, or whose default was another one. */
export const planKeys: readonly {
  readonly path: YamlPath
  readonly before: string
  readonly now: number
}[] = [
  {
    path: ['alpha', 'detector'],
    before: 'was no key of a plan',
    now: planDefaults.alpha.detector,
  },
  {
    path: ['bursts', 'window_minutes'],
    before: 'was 5 by default',
    now: planDefaults.bursts.window_minutes,
  },
]

/** What records of earlier versions lack, and what that means. */
export const recordKeys = {
  schema: `were written before records named their version (now ${riskRecordSchema})`,
  epoch: 'name no epoch: nothing says which model, prompt and rules made them',
  stage: 'name no stage: they count in no stage of a rollout',
  confidence_kind: 'do not say how their confidence came about',
} as const
