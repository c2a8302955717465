import type { Change } from './compare-schemas.ts'

/** Who must be able to go on as before: those who send values, or those who receive them. */
export type Direction = 'input' | 'output'

export type Version = readonly [major: number, minor: number, patch: number]
export type Bump = 'none' | 'minor' | 'major'

/**
 * What a change asks of the version. Wider inputs break nobody; wider outputs do, because unknown
 * keys and values are refused by everyone who checks against the contract, and narrower ones do not.
 */
export function requiredBump(changes: readonly Change[], direction: Direction): Bump {
  if (changes.length === 0) return 'none'
  const harmless = direction === 'input' ? 'wider' : 'narrower'
  return changes.every(({ kind }) => kind === harmless) ? 'minor' : 'major'
}

/** Whether going from the released version to the current one is at least the bump that is asked. */
export function satisfies(released: Version, current: Version, bump: Bump): boolean {
  const [major, minor] = released
  switch (bump) {
    case 'none':
      return compareVersions(current, released) >= 0
    case 'minor':
      return current[0] > major || (current[0] === major && current[1] > minor)
    case 'major':
      return current[0] > major
  }
}

export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

/** Undefined where the text is no plain semantic version. */
export function parseVersion(text: string): Version | undefined {
  const match = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(text.trim())
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])]
}
