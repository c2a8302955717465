import { stat } from 'node:fs/promises'
import type { RiskLog } from '@partial-trust/analysis'
import { UserError } from '@partial-trust/settings'

/**
 * Refuses logs that share a file: its records would count twice. A log's rotated parts belong to it, so that whoever
 * names them too, as a pattern of the shell does, names them twice.
 *
 * @throws {UserError} naming the file and both logs.
 */
export async function requireApart(logs: readonly RiskLog[]): Promise<void> {
  const known = new Map<string, string>()
  for (const { name, parts } of logs) {
    for (const part of parts) {
      const file = await identityOf(part)
      const other = known.get(file)
      if (other !== undefined) {
        throw new UserError(
          `${part.path} is read twice: as a part of ${other} and of ${name}. Name each log once, without its rotated parts`,
          2,
        )
      }
      known.set(file, name)
    }
  }
}

async function identityOf({ packing, path }: RiskLog['parts'][number]): Promise<string> {
  if (packing === 'pipe') return path
  const { dev, ino } = await stat(path)
  return `${dev} ${ino}`
}
