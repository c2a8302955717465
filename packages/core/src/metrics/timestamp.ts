const iso =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(Z|z|[+-]\d{2}:?\d{2})?$/

let lastText = ''
let lastRead: number | null = null

/**
 * Milliseconds since 1970 of an ISO 8601 time, finer digits cut off; null for anything else. A time
 * without an offset is read as UTC, never as the machine's own zone.
 */
export function parseTimestamp(value: unknown): number | null {
  if (typeof value !== 'string') return null
  // Records come in bursts, many of one millisecond: the last answer is kept.
  if (value !== lastText) {
    lastRead = readTimestamp(value)
    lastText = value
  }
  return lastRead
}

function readTimestamp(value: string): number | null {
  const parts = iso.exec(value)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = parts
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3))
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const read = new Date(date)
  // Date.UTC turns 31 April into 1 May; a date that does not exist is unreadable instead.
  if (read.getUTCDate() !== Number(day) || read.getUTCMonth() !== Number(month) - 1) return null
  const offset = offsetMinutes(zone)
  if (offset === null) return null
  const clock = (Number(hour) * 60 + Number(minute) - offset) * 60_000 + Number(second) * 1000
  return date + clock + milliseconds
}

function offsetMinutes(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0
  const digits = zone.slice(1).replace(':', '')
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))]
  if (hours > 23 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
