import type { KillReport, Reached } from '@partial-trust/control'
import { standing } from './change-command.js'
import { printable } from './printable.js'

/** Whether a kill is in force as far as anyone can tell: someone confirmed, and nobody is left open. */
export function isInForce({ problem, processes }: KillReport): boolean {
  const done = processes.filter(({ state }) => state !== 'silent')
  return problem === null && done.length > 0 && done.every(({ state }) => state !== 'unconfirmed')
}

/** What a kill did, as a person reads it: where, whom it reached, and what is left to do. */
export function killText(report: KillReport): string {
  const { store, states, processes } = report
  const lines = [
    ...(isInForce(report) ? [] : [`NOT KILLED: ${whyNot(report)}`]),
    ...states.map(
      (state) =>
        `${state.intent}: ${isInForce(report) ? '' : 'in the store '}${standing(state)} (version ${state.version}, audit entry ${state.audit?.seq ?? '?'})`,
    ),
    `store: ${store}`,
    ...processes.map((process) => `  ${processText(process)}`),
  ]
  return `${lines.map(printable).join('\n')}\n`
}

function whyNot({ problem, processes }: KillReport): string {
  if (problem !== null) {
    return `the store holds the kill, but which processes follow it cannot be read (${problem}). One that reads this store closes at once, one that cannot closes when its lease runs out.`
  }
  const open = processes.filter(({ state }) => state === 'unconfirmed')
  if (open.length > 0) {
    const longestMs = Math.max(...open.map(({ holds_ms: holdsMs }) => holdsMs))
    return `${open.length} of ${processes.length} processes did not confirm. They close when their leases run out, in ${Math.ceil(longestMs)} ms at the latest; wait for that with --until-applied, or end them where they run: ${open.map(({ pid, host }) => `\`kill ${pid}\` on ${printable(host)}`).join(', ')}.`
  }
  return processes.length === 0
    ? 'the store holds the kill, so whatever starts on it starts closed; but no process was seen on it in the last day, so nobody confirmed. Is it the store your processes use (PARTIAL_TRUST_STATE)? Where they run, PARTIAL_TRUST_ENABLED=false and a restart close them too.'
    : 'the store holds the kill, so whatever starts on it starts closed; but nobody was left to confirm it: every process fell silent before.'
}

function processText({ instance, host, pid, state, after_ms: afterMs }: Reached): string {
  const who = `${instance} (pid ${pid} on ${printable(host)})`
  switch (state) {
    case 'confirmed':
      return `confirmed by ${who} after ${Math.round(afterMs ?? 0)} ms`
    case 'stopped':
      return `stopped before: ${who}`
    case 'silent':
      return `silent for longer than its lease: ${who}`
    case 'lapsed':
      return `closed by its lease, without a word: ${who}`
    case 'unconfirmed':
      return `NOT CONFIRMED by ${who}`
  }
}
