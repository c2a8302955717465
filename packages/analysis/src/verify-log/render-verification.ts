import { basename } from 'node:path'
import type { LogVerification } from './verify-log.js'

const mostShown = 50

/** PASS, or the lines that break a rule, for a person. */
export function renderVerification(verification: LogVerification): string {
  const { verdict, records, recomputed_buckets, broken, problems, instances } = verification
  const shown = broken.slice(0, mostShown)
  const span = instances.map(
    ({ instance, records: own, first, last, longestGapMs }) =>
      `  ${instance}: ${own} records, ${first} to ${last}, longest gap ${(longestGapMs / 1000).toFixed(1)} s`,
  )
  const lines = [
    ...shown.map(({ place, rule, message }) => {
      const where = place === null ? 'whole log' : `${basename(place.file)}:${place.line}`
      return `${where}: [${rule}] ${message}`
    }),
    ...(problems > shown.length
      ? [`… ${problems - shown.length} more (--json lists up to 1000)`]
      : []),
    `${verdict === 'NOTHING' ? 'NOTHING TO CHECK' : verdict}: ${records} records, ${problems} problem(s), ${recomputed_buckets} buckets recomputed from the id`,
    ...(span.length === 0 ? [] : ['Processes:', ...span.slice(0, mostShown)]),
    ...verification.notes.map((note) => `Note: ${note}`),
  ]
  return `${lines.join('\n')}\n`
}
