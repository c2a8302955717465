import type { Trace } from '../world/trace.ts'

/** A trace with something in it that must never happen; null where it offers no place for that. */
export type Alteration = (trace: Trace, intent: string, leaseMs: number) => Trace | null

/** Each must be refused by the model, wherever it can be made. */
export const alterations: Readonly<Record<string, Alteration>> = {
  'an accept after a kill and its bound'(trace, intent, leaseMs) {
    for (const kill of trace) {
      if (kill.kind !== 'change' || kill.action !== 'kill' || kill.intent !== intent) continue
      const atMs = kill.atMs + 2 * leaseMs + 500
      const lifted = trace.some(
        (other) =>
          other.kind === 'change' &&
          other.intent === intent &&
          !other.to.killed &&
          other.atMs > kill.atMs &&
          other.atMs <= atMs,
      )
      const process = lifted ? undefined : whoRunsAt(trace, atMs)[0]
      if (process !== undefined) return inserted(trace, { kind: 'accept', process, intent, atMs })
    }
    return null
  },
  'an accept on state older than the lease'(trace, intent, leaseMs) {
    const accepts = trace.filter((event) => event.kind === 'accept' && event.intent === intent)
    for (const first of accepts) {
      const late = accepts.find(
        (event) =>
          event.kind === 'accept' &&
          first.kind === 'accept' &&
          event.process === first.process &&
          event.atMs > first.atMs + 2 * leaseMs + 500,
      )
      if (late === undefined || late.kind !== 'accept') continue
      return trace.filter(
        (event) =>
          event.kind !== 'read' || event.process !== late.process || event.atMs <= first.atMs,
      )
    }
    return null
  },
  'an accept before the first read'(trace, intent) {
    const accept = trace.find((event) => event.kind === 'accept' && event.intent === intent)
    if (accept?.kind !== 'accept') return null
    const { process } = accept
    return trace.filter((event) => event.kind !== 'read' || event.process !== process)
  },
  'an accept after standing still before the store was asked'(trace, intent) {
    const accept = trace.find((event) => event.kind === 'accept' && event.intent === intent)
    if (accept?.kind !== 'accept') return null
    return inserted(trace, { kind: 'wake', process: accept.process, atMs: accept.atMs - 0.01 })
  },
  'a promotion of what is closed'(trace, intent) {
    const resume = trace.findIndex(
      (event) => event.kind === 'change' && event.action === 'resume' && event.intent === intent,
    )
    return trace[resume] === undefined
      ? null
      : trace.map((event, index) =>
          index === resume && event.kind === 'change'
            ? { ...event, action: 'promote', isGo: true }
            : event,
        )
  },
  'two leaders at once'(trace) {
    const lead = trace.find((event) => event.kind === 'lead')
    if (lead?.kind !== 'lead') return null
    const atMs = lead.atMs + 1
    const other = whoRunsAt(trace, atMs).find((process) => process !== lead.process)
    return other === undefined ? null : inserted(trace, { kind: 'lead', process: other, atMs })
  },
  'a read of what was changed later'(trace) {
    const at = trace.findIndex(
      (event) =>
        event.kind === 'read' &&
        trace.some(
          (other) =>
            other.kind === 'change' && other.seq === event.seq + 1 && other.atMs > event.atMs + 1,
        ),
    )
    return at < 0
      ? null
      : trace.map((event, index) =>
          index === at && event.kind === 'read' ? { ...event, seq: event.seq + 1 } : event,
        )
  },
}

function inserted(trace: Trace, event: Trace[number]): Trace {
  return [...trace, event].toSorted((a, b) => a.atMs - b.atMs)
}

function whoRunsAt(trace: Trace, atMs: number): readonly string[] {
  const running = new Set<string>()
  for (const event of trace) {
    if (event.atMs > atMs) break
    if (event.kind === 'start') running.add(event.process)
    if (event.kind === 'end') running.delete(event.process)
  }
  return [...running]
}
