/**
 * What a file's import failed of, in a sentence. Of a mistake in its text, or in that of a file it
 * imports, the engine tells the place in its trace where it can, and else to whoever runs the file.
 */
export function whyNotLoaded(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error)
  if (!(error instanceof SyntaxError)) return error.message
  const [, place] = /^(?:file:\/\/)?(\/.+:\d+)$/mu.exec(error.stack ?? '') ?? []
  return place === undefined
    ? `${error.message}; \`node ${file}\` shows where`
    : `${error.message} (${decodeURI(place)})`
}
