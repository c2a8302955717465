const longestName = 64

/** Names under which the product itself, or a token of nobody in particular, stands in the audit trail. */
const taken: readonly string[] = ['viewer', 'operator', 'controller', 'sentinel', 'nobody']

/**
 * Why a text is no name for a person; null when it is one. Letters that cannot be mistaken for others, so
 * that a line of the audit trail reads as what it is.
 */
export function nameProblem(name: string): string | null {
  if (name.length > longestName) return `has more than ${longestName} characters`
  if (!/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/u.test(name)) {
    return 'must begin with a letter or digit and hold letters (a to z), digits, and . _ @ + - alone'
  }
  if (/^[0-9a-f]{8}$/iu.test(name)) return 'reads like the id of a token'
  return taken.includes(name.toLowerCase()) ? 'is what the product calls itself' : null
}
