import { makeSqliteFile } from './make-sqlite-file.js'

/** Makes an empty store where there is none; false where there is one already. */
export function makeSqliteStore(path: string): boolean {
  return makeSqliteFile(path, () => {})
}
