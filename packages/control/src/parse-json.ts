/** @throws {TypeError} where the text is no JSON, so that whoever reads it has one kind of error to expect. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TypeError(`${what} is no JSON`)
  }
}
