import { latencyText } from '@partial-trust/core'
import type { CorridorStatus, ProcessStatus, StatusReport } from '@partial-trust/control'
import { printable } from './printable.js'

/** The status as a person reads it. */
export function statusText(report: StatusReport): string {
  const { store, environment, corridors, processes } = report
  const lines = [
    `store      ${storeText(store)}`,
    `here       ${environment.enabled ? 'enabled' : 'PARTIAL_TRUST_ENABLED is false'}, lease ${environment.lease_ms} ms`,
    `leads      ${printable(report.leader ?? 'nobody')}`,
    `kill       ${proofText(report.stop_proof)}`,
    ...(report.stop_proof_overdue
      ? ['KILL UNPROVED  the next trial is overdue: nobody knows that processes would still stop']
      : []),
    ...(report.stop_proof?.unproved ?? []).map(
      ({ instance, host, pid }) =>
        `UNPROVED   ${printable(instance)} on ${printable(host)} (pid ${pid}) did not stop in time when the kill was tried: see what it does, and end it if it does not answer`,
    ),
    ...environment.problems.map(({ variable, problem }) => `PROBLEM    ${variable}: ${problem}`),
    '',
    ...table([
      ['corridor', 'rate here', 'set by', 'mode', 'deadline', 'standing', 'verdict', 'processes'],
      ...corridors.map((corridor) => [
        corridor.intent,
        percent(corridor.effective_rate),
        printable(corridor.set_by),
        modeText(corridor),
        deadlineText(corridor),
        standingText(corridor),
        corridor.verdict?.verdict ?? '-',
        String(corridor.processes),
      ]),
    ]),
    ...corridors
      .filter((corridor) => corridor.asked_per_decision.length > 0)
      .map(
        ({ intent, asked_per_decision: asked }) =>
          `asked per decision of ${intent}: ${asked.map(printable).join(', ')}`,
      ),
    ...report.uncontrolled.map(
      (intent) =>
        `NOBODY CONTROLS the rollout of ${intent}: a NO_GO would close nothing. Start a process that serves: its controller takes the lead by itself`,
    ),
    ...corridors.flatMap(versionsText),
    ...corridors.flatMap(({ intent, closing }) =>
      closing === null
        ? []
        : [
            `closed ${intent}: ${closing.at} by ${printable(closing.by)}: ${printable(closing.reason)}; look into it, then \`partial-trust resume\` reopens it at the first stage`,
          ],
    ),
    ...corridors.flatMap(({ intent, parts_closed: parts }) =>
      parts.map(
        ({ part, at, by, reason }) =>
          `part of ${intent} at the baseline: ${part}, since ${at} by ${printable(by)}: ${printable(reason)}; \`partial-trust resume ${intent} --part ${part}\` gives it back`,
      ),
    ),
    ...corridors.flatMap(({ intent, confidence }) =>
      confidence === null
        ? []
        : [
            `candidates of ${intent} that state a confidence need ${confidence.at_least}, since ${confidence.at} by ${printable(confidence.by)}: ${printable(confidence.reason)}`,
          ],
    ),
    ...corridors.flatMap(({ intent, waiting }) =>
      waiting === null
        ? []
        : [
            `waits for a second person: ${waiting.action} of ${intent} to ${waiting.to}, asked at version ${waiting.version} by ${printable(waiting.by)} at ${waiting.at}: ${printable(waiting.reason)}; until ${waiting.until}, or until the corridor changes`,
          ],
    ),
    ...corridors.flatMap(({ intent, verdict }) => {
      const latency = latencyText(verdict?.latency ?? [])
      return latency === '' ? [] : [`latency of ${intent}: ${latency}`]
    }),
    ...corridors
      .filter((corridor) => corridor.changed_at !== null)
      .map(
        ({ intent, changed_at, changed_by, why }) =>
          `last change of ${intent}: ${changed_at} by ${printable(changed_by)}: ${printable(why)}`,
      ),
  ]
  if (processes.length > 0) {
    lines.push(
      '',
      ...table([
        ['process', 'corridor', 'host', 'pid', 'state', 'lease', 'rate', 'set by', 'dropped'],
        ...processes.flatMap(processRows),
      ]),
    )
  } else lines.push('', 'no process was seen in the last day')
  // Names of hosts, processes and corridors are what somebody reported.
  return `${lines.map(printable).join('\n')}\n`
}

function proofText(proof: StatusReport['stop_proof']): string {
  if (proof === null) return 'not tried in any process yet (PARTIAL_TRUST_PROVE_MS)'
  const { age_ms: ageMs, proved, unproved, slowest_ms: slowestMs } = proof
  const slowest = slowestMs === null ? '' : `, the slowest after ${Math.round(slowestMs)} ms`
  return `tried ${Math.round(ageMs / 1000)} s ago: ${proved.length} of ${proved.length + unproved.length} processes stopped in time${slowest}`
}

function storeText(store: StatusReport['store']): string {
  const { location, reachable, problem, audit_entries, lost } = store
  if (lost !== null) {
    return `${location}: STORE LOST (${lost}); every corridor is closed until \`partial-trust state adopt --reason …\``
  }
  if (!reachable) return `${location}: NOT REACHABLE (${problem})`
  return location === 'none'
    ? 'none: the environment decides alone'
    : `${location}: ${audit_entries} changes on record`
}

function processRows(process: ProcessStatus): string[][] {
  const { instance, host, pid, state, silent_ms, heard_lately, lease_age_ms, lease_ms } = process
  const lease =
    lease_age_ms === null ? 'never read' : `${Math.round(lease_age_ms)} of ${lease_ms} ms`
  const seconds = Math.round(silent_ms / 1000)
  const alive = heard_lately ? 'alive' : `alive ${seconds} s ago`
  const seen = { alive, stopped: 'stopped', silent: `silent for ${seconds} s` }[state]
  const unkept =
    process.unkept_cells === undefined
      ? ''
      : `; ${process.unkept_cells} counts in memory alone (${process.disk_problem ?? 'disk'})`
  const dropped = `${process.dropped_records} records, ${process.dropped_cells} counts${unkept}`
  return process.corridors.map((corridor) => [
    instance,
    corridor.intent,
    host,
    String(pid),
    seen,
    lease,
    corridor.mode === 'shadow' ? `${percent(corridor.rate)} shadow` : percent(corridor.rate),
    printable(corridor.set_by),
    dropped,
  ])
}

/** Who says so is named where it is not the usual. */
function modeText({ mode, mode_set_by: by }: CorridorStatus): string {
  return by === 'default' ? mode : `${mode} (${printable(by)})`
}

function deadlineText({ deadline_ms: ms, deadline_set_by: by }: CorridorStatus): string {
  return by === 'default' ? `${ms} ms` : `${ms} ms (${by})`
}

function standingText({ killed, stage, stage_rate, stage_closed }: CorridorStatus): string {
  const where = stage === null ? 'no rollout' : `${stage} at ${percent(stage_rate ?? 0)}`
  const closed = stage_closed === null ? where : `${where}, closed (${stage_closed})`
  return killed ? `KILLED (${closed})` : closed
}

function percent(rate: number): string {
  return `${Number((rate * 100).toFixed(4))} %`
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    }
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** Which versions answer side by side, and whose evidence counts; nothing where one answers alone. */
function versionsText({ intent, epoch, epochs }: CorridorStatus): readonly string[] {
  if (epochs.length < 2) return []
  const told = epochs.map(({ epoch: name, processes }) => {
    const standing = name === epoch ? ' (in force)' : ''
    return `${processes} under epoch ${printable(name)}${standing}`
  })
  return [
    `versions of ${intent} side by side: ${told.join(', ')}; the one in force stays until it was silent for five minutes`,
  ]
}
