const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const shortClock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/** `14:03:22` in the viewer's zone. */
export function clockTime(ms: number): string {
  return clock.format(ms)
}

/** A tick of a time axis in the viewer's zone, as fine as the distance to the next one. */
export function tickLabel(ms: number, stepMs: number): string {
  if (stepMs < 60_000) return clock.format(ms)
  const midnight = new Date(ms).getHours() === 0 && new Date(ms).getMinutes() === 0
  return stepMs >= 86_400_000 || midnight ? day.format(ms) : shortClock.format(ms)
}

/** `22 Nov, 14:03:22` in the viewer's zone. */
export function dateTime(ms: number): string {
  return dayAndClock.format(ms)
}

/** `2026-11-22 14:03:22 UTC`. */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A span in its largest fitting unit: `340 ms`, `12 s`, `4 min`, `3.5 h`, `2 days`. */
export function age(ms: number): string {
  const span = Math.max(0, ms)
  if (span < 1000) return `${Math.round(span)} ms`
  if (span < 120_000) return `${Math.round(span / 1000)} s`
  if (span < 7_200_000) return `${Math.round(span / 60_000)} min`
  if (span < 172_800_000) return `${oneDecimal(span / 3_600_000)} h`
  return `${oneDecimal(span / 86_400_000)} days`
}

/** As {@link age}, for spans given in days. */
export function daysLong(days: number): string {
  return age(days * 86_400_000)
}

function oneDecimal(value: number): string {
  return value.toFixed(1).replace('.0', '')
}
