/**
 * A path in the file system's own bytes, one character a byte: names need not be UTF-8, and what is
 * read as UTF-8 and is none cannot be opened again.
 */
export type BytePath = string

export function bytePath(text: string): BytePath {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** What a system call takes. */
export function openable(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1')
}

/** For a person: as UTF-8 where it is that, otherwise with `\xNN` for the bytes that are not ASCII. */
export function shownPath(path: BytePath): string {
  const bytes = openable(path)
  const text = bytes.toString('utf8')
  if (Buffer.from(text, 'utf8').equals(bytes)) return text
  return path.replaceAll(
    /[\u0080-\u00FF]/gu,
    (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}
