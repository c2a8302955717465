import { untouched } from '@partial-trust/control'
import type { AuditEntry, ControlStore } from '@partial-trust/control'
import type { AppControl } from 'partial-trust'
import type { Alert } from './alert-payload.js'

/** What became of one alert. */
export type AlertOutcome = {
  readonly fingerprint: string
  readonly result:
    | 'closed'
    /** The same alert, begun at the same time, closed it once: whoever reopened it since decided so. */
    | 'seen_before'
    | 'resolved'
    | 'names_no_corridor'
    | 'no_such_corridor'
}

export type CloseByAlertsOptions = {
  readonly control: Pick<AppControl, 'store' | 'feed'>
  readonly isRegistered: (intent: string) => boolean
  /** Who sent them, for the audit trail. */
  readonly by: string
}

/** How far back the trail is searched for an alert that closed before. */
const lookBack = 1000

/**
 * Closes what firing alerts name with their label `corridor`: its stage, as an incident does, or the corridor
 * itself where the label `partial_trust_action` says `kill`. Alerts only ever take trust away: a resolved one
 * reopens nothing, and what a person reopened stays open under the same alert.
 *
 * @throws {StoreUnavailableError} when it is unknown what was closed; sending them again is safe.
 */
export async function closeByAlerts(
  alerts: readonly Alert[],
  { control, isRegistered, by }: CloseByAlertsOptions,
): Promise<readonly AlertOutcome[]> {
  const { store, feed } = control
  const firing = alerts.filter((alert) => alert.status === 'firing')
  const done = firing.length === 0 ? new Set<string>() : await closedBefore(store)
  const outcomes: AlertOutcome[] = []
  for (const alert of alerts) {
    const result = await closeOne(alert)
    outcomes.push({ fingerprint: alert.fingerprint, result })
  }
  // This process acts on the change before the sender hears of it.
  await feed.refresh()
  return outcomes

  async function closeOne(alert: Alert): Promise<AlertOutcome['result']> {
    const { corridor: intent, partial_trust_action: wish } = alert.labels
    if (alert.status === 'resolved') return 'resolved'
    if (intent === undefined) return 'names_no_corridor'
    if (!isRegistered(intent)) return 'no_such_corridor'
    const key = keyOf(alert, intent)
    if (done.has(key)) return 'seen_before'
    const evidence = { alert: key }
    const action =
      wish === 'kill' ? ({ kind: 'kill' } as const) : ({ kind: 'incident', evidence } as const)
    const reason = `alert ${nameOf(alert)} [${key}]`
    const { version } = (await store.read()).corridors.get(intent) ?? untouched(intent)
    await store.change({ intent, action, by, reason, expectedVersion: version })
    done.add(key)
    return 'closed'
  }
}

function keyOf({ fingerprint, startsAt }: Alert, intent: string): string {
  return `${fingerprint} ${new Date(startsAt).toISOString()} ${intent}`
}

/** As people know the alert; nothing else of its labels goes into the trail. */
function nameOf({ labels }: Alert): string {
  const name = labels['alertname'] ?? ''
  return /^[\w.:-]{1,100}$/.test(name) ? name : 'without a name'
}

async function closedBefore(store: Pick<ControlStore, 'audit' | 'read'>): Promise<Set<string>> {
  const { head } = await store.read()
  const entries = await store.audit({ after: Math.max(0, head.seq - lookBack), limit: lookBack })
  return new Set(entries.flatMap(keyIn))
}

/** The alert that an entry came from; none where a person wrote it. */
function keyIn({ by, reason }: AuditEntry): readonly string[] {
  const [, key] = /^alert .* \[(.+)\]$/.exec(reason) ?? []
  return by.startsWith('alert of ') && key !== undefined ? [key] : []
}
