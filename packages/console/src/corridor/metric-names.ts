/** How metrics are called on the screen, and what each counts. */
const metrics: Readonly<Record<string, { readonly name: string; readonly counts: string }>> = {
  attempt_error: {
    name: 'Attempt error',
    counts: 'Candidates asked for that failed: timeouts, endpoint errors, unreadable answers.',
  },
  deadline_exceeded: {
    name: 'Over the deadline',
    counts: 'Candidates that did not arrive before the deadline.',
  },
  intent_mismatch: {
    name: 'Intent mismatch',
    counts: 'Candidates that read another intent than the baseline.',
  },
  entity_key_mismatch: {
    name: 'Entity key mismatch',
    counts: 'Candidates that fill other fields than the baseline.',
  },
  acceptance: {
    name: 'Acceptance',
    counts: 'Candidates that passed every acceptance rule.',
  },
  undone: { name: 'Undone', counts: 'Decisions that somebody undid later.' },
}

export function metricName(name: string): string {
  const quantile = /^latency_p([\d.]+)$/u.exec(name)
  if (quantile !== null) return `Latency p${quantile[1]}`
  return metrics[name]?.name ?? name
}

export function metricCounts(name: string): string {
  return metrics[name]?.counts ?? ''
}
