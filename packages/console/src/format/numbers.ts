const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** `12,345`. */
export function count(value: number): string {
  return whole.format(value)
}

/** `12.3K` from ten thousand on, for places without room. */
export function briefCount(value: number): string {
  return value < 10_000 ? whole.format(value) : compact.format(value)
}

/** A share as a percentage with as many digits as it needs: `1 %`, `0.25 %`, `12.5 %`. */
export function percent(share: number): string {
  // Without the last digits, in which 0.28 is not 28 %.
  return `${percentDigits(Number((share * 100).toPrecision(12)))}\u202f%`
}

/** A tick of an axis: a percentage with no digit more than it needs, `7.5 %` and not `7.50 %`. */
export function percentTick(share: number): string {
  return `${Number((share * 100).toPrecision(3))}\u202f%`
}

/** `s` of `n` as a percentage; a dash where there is nothing to divide by. */
export function ratio(s: number, n: number): string {
  return n === 0 ? '–' : percent(s / n)
}

function percentDigits(value: number): string {
  if (value === 0 || Number.isInteger(value)) return String(value)
  if (value >= 10) return value.toFixed(1)
  if (value >= 0.1) return value.toFixed(2)
  return String(Number(value.toPrecision(2)))
}

export function milliseconds(value: number): string {
  return value >= 10_000 ? `${value / 1000}\u202fs` : `${whole.format(value)}\u202fms`
}

/** `1 decision`, `3 decisions`. */
export function plural(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}
