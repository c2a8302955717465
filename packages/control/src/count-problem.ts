import { counterNames, counterRows, viewVector } from '@partial-trust/core'
import type { Cell, Counter } from '@partial-trust/core'

/** Each counter beside one that it is a part of. */
const partOf: readonly (readonly [part: Counter, whole: Counter])[] = counterNames.flatMap(
  (part) => {
    const { within } = counterRows[part]
    return within === null ? [] : [[part, within] as const]
  },
)

/** Why a cell's counts cannot have been counted, whatever was decided; null where they can. */
export function countProblem({ key, vector }: Cell): string | null {
  const counts = viewVector(vector)
  const odd = counterNames.find((name) => !Number.isSafeInteger(counts[name]) || counts[name] < 0)
  const torn = partOf.find(([part, whole]) => counts[part] > counts[whole])
  const answered = counts.latency.reduce((sum, count) => sum + count, counts.timeouts)
  const problem =
    odd !== undefined
      ? `${odd} is ${counts[odd]}, and no count`
      : torn !== undefined
        ? `${torn[0]} is ${counts[torn[0]]}, and more than ${torn[1]}, ${counts[torn[1]]}`
        : answered > counts.attempts
          ? `${answered} attempts ended, and ${counts.attempts} were made`
          : null
  return problem === null ? null : `${key.corridor}, bucket ${key.bucket ?? 'none'}: ${problem}`
}
