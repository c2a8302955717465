/** Where a file stands in the sequence of rotated parts: by age (1 is the youngest) or by the time in its name. */
export type PartPlace =
  | { readonly kind: 'live' }
  | { readonly kind: 'age'; readonly age: number }
  | { readonly kind: 'date'; readonly atMs: number; readonly granuleMs: number }

export type LogPartName = { readonly name: string; readonly place: PartPlace }

/** Endings that say how a part is packed; how it really is, its first bytes say. */
const packed = /\.(?:gz|zst|zstd|bz2|xz|lz4|lzma|Z|zip)$/u

/**
 * The names in a folder that belong to a log, the oldest part first: what the log's own writer and logrotate
 * (`dateext`, `dateformat`, `extension`, any compression) call what they rotate out of it.
 */
export function logPartNames(live: string, siblings: readonly string[]): readonly LogPartName[] {
  return siblings
    .flatMap((name): LogPartName[] => {
      const place = placeOf(name, live)
      return place === null ? [] : [{ name, place }]
    })
    .toSorted((a, b) => order(a.place) - order(b.place) || (a.name < b.name ? -1 : 1))
}

function placeOf(name: string, live: string): PartPlace | null {
  const plain = name.replace(packed, '')
  if (plain === live || name === live) return { kind: 'live' }
  const suffix = suffixOf(plain, live)
  if (suffix === null) return null
  if (/^\.\d{1,6}$/u.test(suffix)) return { kind: 'age', age: Number(suffix.slice(1)) }
  return dateOf(suffix.slice(1))
}

/** What rotation put into a name: `.1`, `-20260305`; logrotate's `extension` keeps the ending last. */
function suffixOf(name: string, live: string): string | null {
  if (name.startsWith(live)) return separated(name.slice(live.length))
  const dot = live.lastIndexOf('.')
  if (dot <= 0) return null
  const [stem, ending] = [live.slice(0, dot), live.slice(dot)]
  if (!name.startsWith(stem) || !name.endsWith(ending)) return null
  return separated(name.slice(stem.length, -ending.length))
}

function separated(suffix: string): string | null {
  return /^[.-]./u.test(suffix) ? suffix : null
}

const dates =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T_.-]?(\d{2})(?:[:_-]?(\d{2})(?:[:_-]?(\d{2}))?)?Z?)?$/u

function dateOf(text: string): PartPlace | null {
  if (/^1\d{9}$/u.test(text)) return { kind: 'date', atMs: Number(text) * 1000, granuleMs: 1000 }
  const parts = dates.exec(text)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second] = parts
  const dayMs = Date.UTC(number(year), number(month) - 1, number(day))
  if (new Date(dayMs).getUTCDate() !== number(day)) return null
  const atMs = dayMs + ((number(hour) * 60 + number(minute)) * 60 + number(second)) * 1000
  const granuleMs =
    hour === undefined
      ? 86_400_000
      : minute === undefined
        ? 3_600_000
        : second === undefined
          ? 60_000
          : 1000
  return { kind: 'date', atMs, granuleMs }
}

function number(digits: string | undefined): number {
  return Number(digits ?? 0)
}

/** Dates before ages before the live file; of ages the largest, of dates the earliest first. */
function order(place: PartPlace): number {
  switch (place.kind) {
    case 'live':
      return Number.MAX_SAFE_INTEGER
    case 'age':
      return Number.MAX_SAFE_INTEGER - 1 - place.age
    case 'date':
      return place.atMs
  }
}
