import { rollbackTotal, type Plan } from '@partial-trust/core'
import { variables } from '@partial-trust/settings'
import { documentBlocks } from './document-blocks.js'
import { renderBlocks } from './generated-blocks.js'
import { emptySection } from './operator-section.js'
import { stagesTable, thresholdsTable, type CorridorReasons } from '../tables.js'

/** The runbook's place in a repository. */
export const runbookPath = 'docs/operations/partial-trust-runbook.md'

export type RunbookFacts = {
  /** Every registered corridor; the first is the one that the commands name. */
  readonly corridors: readonly (CorridorReasons & { readonly intent: string })[]
  /** What a rollout of a corridor follows. */
  readonly planOf: (intent: string) => Plan
  /** State of the prerequisites in this repository, one sentence each. */
  readonly prerequisites: readonly string[]
  /** What the kill drill measured, in words; null where it was never run. */
  readonly measuredKill: string | null
  /** What the operator wrote, see {@link operatorSectionOf}; null: nothing yet. */
  readonly operatorSection: string | null
}

/**
 * The rollout runbook, whole. Everything in it that is a name, a number or a threshold comes from
 * the code and the plan, so a rerun shows what drifted.
 */
export function renderRunbook({
  corridors,
  planOf,
  prerequisites,
  measuredKill,
  operatorSection,
}: RunbookFacts): string {
  const [first, ...others] = corridors
  const intent = first?.intent ?? ''
  const plan = planOf(intent)
  const flag = others.length === 0 ? '' : ` --corridor ${intent}`
  const pages = stagePages({ plan, intent, flag })
  const lease = variables.PARTIAL_TRUST_LEASE_MS.default
  return renderBlocks(
    `<!-- Rendered by \`partial-trust runbook --write\`. Do not edit but for the operator's section at the end: \`partial-trust runbook --check\` fails on drift. -->

# Runbook: partial trust rollout of \`${intent}\`

You are on call and something looks wrong? Go to [Stop it](#stop-it) first and read later.

Every command works as written from the repository's root. \`npx partial-trust --help\` lists them all.

## Stop it

One command closes the corridor everywhere; it needs no service, only the control store. Nothing is
restarted, and every caller gets the baseline.

\`\`\`sh
npx partial-trust kill ${intent} --reason "what you saw"
\`\`\`

See that it took effect: the corridor stands as killed, and every process that is alive shows a rate of 0 %
(they act at once but report every few seconds: look twice).

\`\`\`sh
npx partial-trust status
\`\`\`

${measuredKill ?? 'The time from kill to the last accepted candidate was not measured here yet: run `npx partial-trust kill-drill`.'}
A process that cannot reach the store closes by itself when its lease (default ${lease} ms) runs out.

To take back less: one stage down instead of everything.

\`\`\`sh
npx partial-trust demote ${intent} --reason "what you saw"
\`\`\`

Harm was done? Report it: that closes the stage, and the entry stays in the audit trail.

\`\`\`sh
npx partial-trust incident ${intent} --reason "what happened"
\`\`\`

Without a store, or when in doubt about everything: set \`PARTIAL_TRUST_ENABLED=false\` and restart.

## After a stop

1. Who closed it, when and why, and whether the chain of entries is whole:

   \`\`\`sh
   npx partial-trust audit
   npx partial-trust audit verify
   \`\`\`

2. What the records say, recomputed from themselves, and what the metrics were:

   \`\`\`sh
   npx partial-trust verify-log
   npx partial-trust analyze --by epoch
   \`\`\`

3. Mend the cause. A change of model, prompt, schema or rules starts a new epoch, and the evidence from zero.
4. Only then reopen it, at the first stage:

   \`\`\`sh
   npx partial-trust resume ${intent} --reason "cause mended: …"
   \`\`\`

## Prerequisites

${prerequisites.map((line) => `- ${line}`).join('\n')}

Look at all six parts before anything is enabled; \`STOP-THE-LINE\` means do not start:

\`\`\`sh
npx partial-trust preflight || echo "do not start"
\`\`\`

## Configuration

<!-- generated: variables -->
<!-- end: variables -->

What is in force here, with the source of every value (secrets are masked):

\`\`\`sh
npx partial-trust config
\`\`\`

## The plan

<!-- generated: stages -->
<!-- end: stages -->

A NO_GO closes the corridor by itself, always. A GO ${promoter(plan)}. INSUFFICIENT says how many more
sampled decisions it takes and, at the current traffic, how long. The chance of ever rolling back a
healthy stage is at most ${rollbackTotal(plan)} a stage, of ever promoting a bad one at most ${plan.alpha.go}, however often anyone looks.

What lint says about this plan:

<!-- generated: lint -->
<!-- end: lint -->

### Start

A corridor that was stopped is reopened first: see [After a stop](#after-a-stop).

\`\`\`sh
npx partial-trust rollout start ${intent} --reason "start at ${plan.stages[0]?.name ?? ''}"
\`\`\`

${pages}
${others.map((other) => otherCorridor(other.intent, planOf(other.intent))).join('')}## Watch

\`\`\`sh
npx partial-trust analyze
\`\`\`

Alarm thresholds; the corridor closes by itself at them, so an alarm is news, not a task:

<!-- generated: thresholds -->
<!-- end: thresholds -->

- [ ] \`status\` shows every process alive, with a fresh lease and no dropped records
- [ ] \`analyze\` shows a sample ratio that fits the rate, and no unknown stage or epoch
- [ ] the reason mix is the usual one (see [Troubleshooting](#troubleshooting-by-reason-code))
- [ ] p95 latency lies below the deadline (default ${variables.PARTIAL_TRUST_TIMEOUT_MS.default} ms)

Prometheus scrapes \`/metrics\` of the service; \`partial_trust_decisions_total\` carries status and reason code.

## Troubleshooting by reason code

<!-- generated: reasons -->
<!-- end: reasons -->

A record of status \`error\` carries the class of an exception instead: report it, and look at the service's stderr.

${operatorSection ?? emptySection}
`,
    documentBlocks(plan, corridors),
  )
}

function promoter({ promote, approvals }: Plan): string {
  if (approvals === 2) return 'waits for two people by name: one asks, another carries it out'
  return promote === 'auto' ? 'promotes by itself' : 'waits for an operator'
}

type Rollout = {
  readonly plan: Plan
  readonly intent: string
  /** ` --corridor NAME` where there are several, else nothing. */
  readonly flag: string
}

/** A corridor beside the first: its own plan, its own commands. */
function otherCorridor(intent: string, plan: Plan): string {
  const flag = ` --corridor ${intent}`
  return `## The corridor \`${intent}\`

Closed by \`npx partial-trust kill ${intent} --reason "what you saw"\`. Its plan, and where it stops by itself:

${stagesTable(plan)}

${thresholdsTable(plan)}

\`\`\`sh
npx partial-trust rollout start ${intent} --reason "start at ${plan.stages[0]?.name ?? ''}"
\`\`\`

${stagePages({ plan, intent, flag })}
`
}

function stagePages(rollout: Rollout): string {
  const names = rollout.plan.stages.map(({ name }) => name)
  return names
    .map((name, index) => stageCommands(name, index < names.length - 1, rollout))
    .join('\n')
}

function stageCommands(stage: string, hasNext: boolean, { plan, intent, flag }: Rollout): string {
  const gate = `npx partial-trust gate${flag} --stage ${stage}`
  const promote = `npx partial-trust promote ${intent} --reason "GO at ${stage}"`
  const byHand = hasNext && plan.promote === 'operator'
  const file = flag === '' ? stage : `${intent}.${stage}`
  return `### Stage \`${stage}\`

${byHand ? 'May it go on? On GO, and not before, it is promoted.' : 'May it go on?'} Exit 0 GO, 10 INSUFFICIENT, 20 NO_GO${hasNext ? '' : '; no stage comes after it'}:

\`\`\`sh
${byHand ? `${gate} && ${promote} || echo "stays at ${stage}"` : `${gate} || echo "not GO"`}
\`\`\`

Keep what the answer rests on; anyone can check it later, without this machine:

\`\`\`sh
npx partial-trust evidence-bundle${flag} --stage ${stage} -o logs/${file}.bundle.json
npx partial-trust evidence-bundle --check logs/${file}.bundle.json
\`\`\`
`
}
