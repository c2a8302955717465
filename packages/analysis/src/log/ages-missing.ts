import type { LogPartName } from '@partial-trust/core'

/** Ages that no part has although an older one is there, as text: `PATH.2`, or `PATH.2 to PATH.4`. */
export function agesMissing(live: string, names: readonly LogPartName[]): string[] {
  const ages = [
    ...new Set(names.flatMap(({ place }) => (place.kind === 'age' ? [place.age] : []))),
  ].toSorted((a, b) => a - b)
  return ages.flatMap((age, index) => {
    const expected = index === 0 ? Math.min(1, age) : (ages[index - 1] ?? 0) + 1
    if (age === expected) return []
    const [first, last] = [`${live}.${expected}`, `${live}.${age - 1}`]
    return [
      age - 1 === expected
        ? `${first} is missing although ${live}.${age} is there`
        : `${first} to ${last} are missing although ${live}.${age} is there`,
    ]
  })
}
