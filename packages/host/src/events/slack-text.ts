import { kindOf } from './event-of.js'
import type { CloudEvent } from './event-of.js'

const titles = {
  stage_changed: 'moved',
  closed: 'closed',
  verdict_changed: 'has another verdict',
  stop_unproved: 'did not stop in time when the kill was tried: it may not hear a real one',
  lease_lost: 'lost its lease: its corridors are closed until it can read the store',
  token_expiring: 'is a token that ends soon: `partial-trust tokens rotate` makes the next',
} as const

/** An event as a message for people, with what Slack would read as markup taken out. */
export function slackText(event: CloudEvent): { readonly text: string } {
  const kind = kindOf(event)
  const { action, by, reason, stage, verdict, name, expires_at: until } = event.data
  const details = [
    typeof verdict === 'string' ? `${verdict} at ${word(stage)}` : null,
    typeof action === 'string' ? `${action} by ${word(by)}: ${word(reason)}` : null,
    typeof until === 'string' ? `${word(name)} until ${until}`.trim() : null,
  ].filter((detail) => detail !== null)
  const title = `*${event.subject}* ${kind === undefined ? event.type : titles[kind]}`
  return { text: [title, ...details].map(escaped).join('\n') }
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
