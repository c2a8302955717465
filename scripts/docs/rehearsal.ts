import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { householdConfig } from '../../examples/household/dist/config.js'
import { householdAnswer } from '../../examples/household/dist/simulated-model/household-answer.js'
import { controlPlan } from '../../packages/control/dist/index.js'
import { defaultPlan } from '../../packages/core/dist/index.js'
import { compose } from '../../packages/partial-trust/dist/index.js'
import { openTokenStore } from '../../packages/service/dist/index.js'
import { startLlmSimulator } from '../../packages/testing/dist/index.js'

export type Rehearsal = { close(): Promise<void> }

/** How often each of the example's commands is decided: enough for every stage of a report to be there. */
const rounds = 10

/**
 * What a reader has who tries the commands of a page: a folder where the product runs, with a control
 * store, a rollout at its first stage, a risk log and a plan. The running process is this one.
 */
export async function openRehearsal(home: string, root: string): Promise<Rehearsal> {
  mkdirSync(home, { recursive: true })
  copyFileSync(
    join(root, 'examples/plans/default.plan.yaml'),
    join(home, 'partial-trust.plan.yaml'),
  )
  openTokenStore(join(home, '.partial-trust/tokens.json'), Date.now)
  const simulator = await startLlmSimulator({ seed: 1, respond: householdAnswer })
  simulator.setFaults({ latency_ms: 0 })
  const app = await compose({
    cwd: home,
    registered: householdConfig.corridors,
    configFile: null,
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      LLM_BASE_URL: simulator.url,
      PARTIAL_TRUST_TIMEOUT_MS: '60000', // a busy machine is no failure of the model
    },
  })
  const [corridor] = app.corridors
  if (corridor === undefined || app.control === null) throw new Error('nothing to rehearse with')
  // Every command is sampled, so that few of them fill a log.
  const [first, ...others] = defaultPlan.stages
  const plan = { ...defaultPlan, stages: [{ ...first, rate: 1 }, ...others] } as const
  await app.control.store.change({
    intent: corridor.intent,
    action: {
      kind: 'rollout',
      plan: controlPlan(plan),
    },
    by: 'rehearsal',
    reason: 'so that there is a rollout',
    expectedVersion: 0,
  })
  await app.control.feed.refresh()
  const commands = readFileSync(join(root, 'examples/household/commands.jsonl'), 'utf8')
    .trim()
    .split('\n')
  for (let round = 0; round < rounds; round += 1) {
    for (const line of commands) {
      const deciding = corridor.decide(JSON.parse(line))
      if (deciding.kind === 'deciding') await deciding.outcome
    }
  }
  return {
    async close() {
      await app.close()
      await simulator.close()
    },
  }
}
