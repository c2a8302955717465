import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Whether a folder is a checkout of the product itself, whose own documents are judged too. */
export function isOurRepository(cwd: string): boolean {
  try {
    return /"name":\s*"partial-trust-workspace"/.test(
      readFileSync(resolve(cwd, 'package.json'), 'utf8'),
    )
  } catch {
    return false
  }
}
