/** A straight line from values to places in a picture. */
export type Scale = (value: number) => number

export function linear(from: readonly [number, number], to: readonly [number, number]): Scale {
  const span = from[1] - from[0]
  return (value) => (span === 0 ? to[0] : to[0] + ((value - from[0]) / span) * (to[1] - to[0]))
}

/** The next larger of 1, 2, 2.5, 5 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const digit = [1, 2, 2.5, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) ?? 10
  return digit * power
}

/** Round values from `low` to `high`, about `count` of them. */
export function ticks(low: number, high: number, count: number): readonly number[] {
  const step = roundUp((high - low) / count)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
}

/** A place in a picture, short. */
export function place(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** A share in percent with as many digits as it needs, and none that mean nothing. */
export function shareText(share: number): string {
  if (share > 0 && share < 1e-6) return '<0.0001 %'
  return `${Number((share * 100).toPrecision(3))} %`
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A moment in UTC, as exact as a span of that length needs. */
export function momentText(ms: number, spanMs: number): string {
  const iso = new Date(ms).toISOString()
  const date = `${Number(iso.slice(8, 10))} ${months[Number(iso.slice(5, 7)) - 1] ?? ''}`
  if (spanMs > 300 * day) return `${date} ${iso.slice(0, 4)}`
  if (spanMs > 5 * day) return date
  return spanMs > 10 * minute ? `${date} ${iso.slice(11, 16)}` : iso.slice(11, 19)
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
