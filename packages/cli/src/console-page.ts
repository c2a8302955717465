import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the console's built page. */
export function consolePage(): string {
  const page = fileURLToPath(import.meta.resolve('@partial-trust/console/package.json'))
  return join(dirname(page), 'dist')
}
