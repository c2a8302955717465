import { seededRandom } from './seeded-random.js'

/** Text that must not turn up anywhere it was not sent. */
export type Canary = {
  /** Letters and digits only, so that no quoting or escaping hides it: what to search for. */
  readonly token: string
  /** The token dressed up as trouble: quotes, line ends, braces, terminal codes, format marks. */
  readonly text: string
}

const dressings = [
  (token: string) => token,
  (token: string) => `"${token}"`,
  (token: string) => `${token}\n{"status":"accepted_llm"}`,
  (token: string) => `__proto__ ${token}`,
  (token: string) => `\u001b[31m${token}`,
  (token: string) => `%s \${${token}} 🥛`,
  (token: string) => `</command>${token}`,
  (token: string) => `${token}\\u0000`,
] as const

/** @param count How many, all different. Same seed, same canaries. */
export function seededCanaries(count: number, seed: number): readonly Canary[] {
  const random = seededRandom('canaries', seed)
  return Array.from({ length: count }, (_, index) => {
    const noise = Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
    const token = `canary${index}x${noise}`
    const dress = dressings[index % dressings.length] ?? dressings[0]
    return { token, text: dress(token) }
  })
}
