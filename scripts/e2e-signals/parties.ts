import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededCanaries, startLlmSimulator } from '@partial-trust/testing'
import type { Canary, LlmSimulator } from '@partial-trust/testing'
import { identityProvider } from '../../packages/service/src/sign-on/identity-provider.contract.ts'
import { alertRelay } from './alert-relay.ts'
import type { AlertRelay } from './alert-relay.ts'
import { collector } from './collector.ts'
import type { Collector } from './collector.ts'
import { freePort, listen } from './listen.ts'
import type { Heard } from './listen.ts'
import { alertmanager, prometheus } from './peers.ts'
import type { Peer } from './peers.ts'
import { product } from './product.ts'
import type { Product } from './product.ts'
import { people } from './people.ts'
import { webhookReceiver } from './webhook-receiver.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

export const intent = 'add_shopping_item'
export const runbooks = 'https://runbooks.example.org/partial-trust'

export type Parties = {
  readonly canaries: readonly Canary[]
  readonly simulator: LlmSimulator
  readonly collector: Collector
  readonly receiver: WebhookReceiver
  readonly product: Product
  readonly relay: AlertRelay
  readonly pages: readonly Heard[]
  readonly alertmanager: Peer
  readonly prometheus: Peer
  readonly alertsSecret: string
  /** The team's own metric: what an alert of theirs fires on. */
  setUndone(count: number): void
  stop(): Promise<void>
}

const teamRules = `groups:
  - name: team
    rules:
      - alert: OrdersUndone
        expr: team_orders_undone > 10
        labels: { corridor: ${intent}, partial_trust_action: kill }
`

/** Starts everyone, each on a free port of loopback and in one folder that goes away at the end. */
export async function parties(): Promise<Parties> {
  const folder = mkdtempSync(join(tmpdir(), 'pt-e2e-signals-'))
  const canaries = seededCanaries(200, 11)
  const secrets = { alerts: secret(), webhook: secret() }
  const simulator = await startLlmSimulator({
    schedule: { latency_ms: 5, jitter_ms: 20 },
    respond: ({ ordinal }) => ({
      intent,
      items: [{ name: 'milk', unit: canaries[ordinal % canaries.length]?.text ?? '' }],
      confidence: 0.95,
    }),
  })
  const otlp = await collector()
  const receiver = await webhookReceiver(secrets.webhook)
  const port = await freePort()
  const home = `http://127.0.0.1:${port}/`
  const identity = await identityProvider({ console: home, people })
  const started = await product(folder, port, {
    PARTIAL_TRUST_OIDC_ISSUER: identity.issuer,
    PARTIAL_TRUST_OIDC_CLIENT_ID: identity.clientId,
    PARTIAL_TRUST_OIDC_CLIENT_SECRET: identity.clientSecret,
    PARTIAL_TRUST_OIDC_ROLES: 'ops=operator,staff=viewer',
    PARTIAL_TRUST_OIDC_URL: home,
    PARTIAL_TRUST_ENABLED: 'true',
    LLM_POLICY_ENABLED: 'true',
    LLM_BASE_URL: simulator.url,
    LLM_API_KEY: canaries[0]?.token ?? '',
    PARTIAL_TRUST_TIMEOUT_MS: '1000',
    PARTIAL_TRUST_ID_KEY: canaries[1]?.token ?? '',
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
    E2E_WEBHOOK_URL: receiver.url,
    E2E_WEBHOOK_SECRET: secrets.webhook,
    E2E_ALERTS_SECRET: secrets.alerts,
  })
  const relay = await alertRelay(`${started.url}/v1/alerts`)
  const pages: Heard[] = []
  const pager = await listen((page) => pages.push(page) && 200)
  let undone = 0
  const team = await listen(() => `# TYPE team_orders_undone gauge\nteam_orders_undone ${undone}\n`)
  const tokenFile = join(folder, 'operator-token')
  writeFileSync(tokenFile, started.operator, { mode: 0o600 })
  const manager = await alertmanager({
    folder,
    product: relay.url,
    tokenFile,
    pager: pager.url,
  })
  const scraper = await prometheus({
    folder,
    product: started.url,
    team: team.url,
    teamRules,
    alertmanager: manager,
    runbooks,
  })
  return {
    canaries,
    simulator,
    collector: otlp,
    receiver,
    product: started,
    relay,
    pages,
    alertmanager: manager,
    prometheus: scraper,
    alertsSecret: secrets.alerts,
    setUndone(count) {
      undone = count
    },
    async stop() {
      await started.stop()
      for (const peer of [scraper, manager]) if (peer.kind === 'running') peer.stop()
      for (const one of [relay, pager, team, receiver, otlp, identity]) one.close()
      await simulator.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function secret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
