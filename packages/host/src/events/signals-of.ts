import type { SignalsConfig } from '@partial-trust/engine'
import type { Environment } from '@partial-trust/settings'
import { UserError } from '@partial-trust/settings'
import { eventKinds } from './event-of.js'
import type { EventKind } from './event-of.js'
import { webhookSecret } from './standard-webhook.js'
import type { Webhook } from './tell-events.js'

/** What the configuration file says of signals, with the secrets that it names. */
export type Signals = {
  readonly alertSecrets: readonly Buffer[]
  readonly webhooks: readonly Webhook[]
}

/**
 * Reads the file's `signals` and, from the environment, the secrets it names.
 *
 * @throws {UserError} when a secret is not set or none, or an address or kind is none: whoever relies on
 *   being told must not find out by silence.
 */
export function signalsOf(config: SignalsConfig | undefined, env: Environment): Signals {
  const { alertSecrets = [], webhooks = [] } = config ?? {}
  const secretOf = (variable: string): Buffer => {
    const text = env[variable]
    if (text !== undefined && text !== '') return webhookSecret(variable, text)
    throw new UserError(`${variable}: the configuration’s signals name it, but it is not set`)
  }
  return {
    alertSecrets: alertSecrets.map(secretOf),
    webhooks: webhooks.map(({ url, secret, events, format = 'cloudevents' }) => ({
      url: addressOf(url),
      secret: secretOf(secret),
      events: events?.map(kindNamed) ?? null,
      format,
    })),
  }
}

function addressOf(url: string): string {
  const protocol = URL.parse(url)?.protocol
  if (protocol === 'https:' || protocol === 'http:') return url
  throw new UserError('signals.webhooks: url must be an http or https address')
}

function kindNamed(name: string): EventKind {
  const kind = eventKinds.find((known) => known === name)
  if (kind !== undefined) return kind
  throw new UserError(
    `signals.webhooks: ${JSON.stringify(name)} is no kind of event; there are: ${eventKinds.join(', ')}`,
  )
}
