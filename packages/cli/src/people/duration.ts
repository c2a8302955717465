import { InvalidArgumentError } from 'commander'

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
}

/** Reads `30d`, `12h`, `90m`, `2w` as ms; above 0, and `longestMs` at most. */
export function durationUpTo(longestMs: number): (text: string) => number {
  return (text) => {
    const [, digits = '', unit = ''] = /^(\d{1,9})([smhdw])$/u.exec(text.trim()) ?? []
    const ms = Number(digits) * (unitMs[unit] ?? 0)
    if (!(ms > 0)) throw new InvalidArgumentError('must be a time above 0 such as 12h, 30d or 2w.')
    if (ms <= longestMs) return ms
    const days = Math.floor(longestMs / 86_400_000)
    throw new InvalidArgumentError(`must be ${days}d at most: nothing is given out for ever.`)
  }
}
