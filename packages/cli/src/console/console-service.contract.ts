import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { controlPlan } from '@partial-trust/control'
import { systemClock } from '@partial-trust/engine'
import { householdCorridor } from '@partial-trust/example-household'
import { householdConfig } from '@partial-trust/example-household/config'
import { operatorActions, steerRollouts } from '@partial-trust/host'
import { buildService, listen, openTokenStore, serveConsole } from '@partial-trust/service'
import type { ViewDocuments } from '@partial-trust/service'
import { changeTokenFile, mintToken } from '@partial-trust/service/people'
import { compose } from 'partial-trust'
import type { AppControl, RegisteredCorridor } from 'partial-trust'
import { consolePage } from '../console-page.js'
import { runCommand } from '../run-command.contract.js'
import { commandStudies } from '../studies/index.js'
import { demoPlan } from '../demo/demo-plan.js'

/** The service with its console in this process, so that a test can end, restart and steer it. */
export type ConsoleService = {
  readonly url: string
  readonly viewerToken: string
  readonly operatorToken: string
  /** A token of a person's own. */
  letIn(name: string): string
  /** One that somebody had until an hour ago. */
  expired(name: string): string
  /** Ends the service and starts it anew on the same store and port, as an operator would. */
  restart(): Promise<void>
  /** Starts its rollout controller, which nobody is without. */
  steer(): void
  /** What someone else does to the corridor meanwhile. */
  change(action: 'kill' | 'resume' | 'promote' | 'demote', reason: string): Promise<void>
  stop(): Promise<void>
}

export const { intent } = householdCorridor

const tokenMs = 3_600_000

/** The repository's own runbook, and a report with something of every kind. */
const documents: ViewDocuments = {
  runbook: () =>
    readFileSync(
      new URL('../../../../docs/operations/partial-trust-runbook.md', import.meta.url),
      'utf8',
    ),
  readiness: async () => {
    const found = { evidence: 'partial-trust.config.ts:1', remedy: 'Correct it, then look again.' }
    const stop = { ...found, level: 'stop', what: 'The plan does not read' } as const
    const ok = { level: 'ok', what: 'It reads', evidence: '', remedy: '' } as const
    const titles = ['Registration', 'Environment', 'Plan', 'Store', 'Model', 'Documents']
    const parts = titles.map((title, index) => ({
      number: index + 1,
      title,
      findings: [ok, ok, { ...found, level: 'note', what: `One \`word\` on ${title}` } as const],
    }))
    return { parts, stop_the_line: [{ ...stop, part: 3 }] }
  },
}

type Life = {
  readonly registered: readonly RegisteredCorridor[]
  /** Makes the store, with what happened before the service starts. */
  readonly lived: (storePath: string) => Promise<void>
}

/** Starts it on a folder of its own, by default with the household's rollout at its first stage. */
export async function startConsoleService(
  approvals: 1 | 2 = 1,
  life: Life | null = null,
): Promise<ConsoleService> {
  const cwd = mkdtempSync(join(tmpdir(), 'partial-trust-console-'))
  const tokens = openTokenStore(join(cwd, 'tokens.json'), Date.now)
  await life?.lived(join(cwd, '.partial-trust', 'state.db'))
  let running = await start(0)
  const port = Number(new URL(running.url).port)
  if (life === null) await firstStage(running.control, approvals)

  async function start(at: number) {
    const env = {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      LLM_BASE_URL: 'http://127.0.0.1:9/v1',
    }
    const app = await compose({
      cwd,
      registered: life?.registered ?? householdConfig.corridors,
      configFile: null,
      env,
    })
    const { control } = app
    if (control === null) throw new Error('there is no live control')
    const service = await buildService(app, {
      host: '127.0.0.1',
      tokens: openTokenStore(join(cwd, 'tokens.json'), Date.now),
      actions: operatorActions(app, demoPlan, Date.now),
      clock: systemClock,
      stopGraceMs: 100,
    })
    await serveConsole(service, app, {
      pageRoot: consolePage(),
      config: app.config,
      plans: demoPlan,
      documents,
      nowMs: Date.now,
      riskLogPath: join(cwd, app.config.riskLogPath),
      // In this process: a command's own start would be most of a test's time.
      studies: commandStudies({
        run: (argv) => runCommand(argv, { cwd, env }),
      }),
    })
    const url = await listen(service.server, { host: '127.0.0.1', port: at })
    let rollouts: ReturnType<typeof steerRollouts> = null
    return {
      url,
      control,
      steer() {
        rollouts ??= steerRollouts(app, service.events)
      },
      async end() {
        rollouts?.stop()
        await service.server.close()
        await app.close()
      },
    }
  }

  function minted(name: string, nowMs: number): string {
    const made = mintToken(
      { name, role: 'operator', machine: false, lifeMs: tokenMs },
      { by: 'test', nowMs },
    )
    changeTokenFile(join(cwd, 'tokens.json'), (known) => [...(known ?? []), made.stored])
    return made.token
  }

  const token = (wanted: string): string =>
    tokens.minted.find(({ role }) => role === wanted)?.token ?? ''
  return {
    url: running.url,
    viewerToken: token('viewer'),
    operatorToken: token('operator'),
    letIn: (name) => minted(name, Date.now()),
    expired: (name) => minted(name, Date.now() - 2 * tokenMs),
    async restart() {
      await running.end()
      running = await start(port)
    },
    steer: () => running.steer(),
    async change(kind, reason) {
      const { store, feed } = running.control
      const expectedVersion = (await store.read()).corridors.get(intent)?.version ?? 0
      const action = kind === 'promote' || kind === 'demote' ? { kind, evidence: null } : { kind }
      const change = await store.change({
        intent,
        action,
        by: 'somebody else',
        reason,
        expectedVersion,
      })
      if (change.kind !== 'replaced') throw new Error(`not changed: ${change.kind}`)
      await feed.refresh()
    },
    async stop() {
      await running.end()
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

async function firstStage({ store, feed }: AppControl, approvals: 1 | 2): Promise<void> {
  await store.change({
    intent,
    action: { kind: 'rollout', plan: controlPlan({ ...demoPlan, approvals }) },
    by: 'test',
    reason: 'a rollout to look at',
    expectedVersion: 0,
  })
  await feed.refresh()
}
