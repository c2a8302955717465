/**
 * Does a piece of work once, and tells whoever traces it: what they do to the telling changes nothing for the caller.
 *
 * @param trace Runs what it is given and tells of its beginning and end, as `tracePromise` of a `tracingChannel`.
 * @param told What of the result they are told.
 * @throws What the work throws.
 */
export async function toldOnce<Result>(
  trace: (run: () => Promise<unknown>) => Promise<unknown>,
  work: () => Promise<Result>,
  told: (result: Result) => unknown,
): Promise<Result> {
  let working: Promise<Result> | undefined
  const once = (): Promise<Result> => (working ??= work())
  try {
    await trace(async () => told(await once()))
  } catch {
    // The work's own error is thrown below, and nobody else's.
  }
  return once()
}
