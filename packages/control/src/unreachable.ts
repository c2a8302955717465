/** Fails the build when a union gains a member that a `switch` forgot. */
export function unreachable(value: never): never {
  throw new TypeError(`unexpected value ${JSON.stringify(value)}`)
}
