import type { Command } from 'commander'
import { UserError } from '@partial-trust/settings'

/** Says better itself what is wrong with it. */
const saysItself = new Set(['reason'])

/**
 * An option or argument that is given and empty, as `--risk-log "$LOG"` is where nobody set LOG, is a
 * mistake: to take it as not given would answer another question than was asked.
 *
 * @throws {UserError} naming it.
 */
export function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    const key = option.attributeName()
    if (saysItself.has(key) || command.getOptionValueSource(key) !== 'cli') continue
    if (isEmpty(command.getOptionValue(key))) throw new UserError(`${option.long} is empty`, 2)
  }
  const place = command.args.findIndex(isEmpty)
  if (place < 0) return
  const name = command.registeredArguments[place]?.name() ?? 'an argument'
  throw new UserError(`${name} is empty`, 2)
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isEmpty)
  return typeof value === 'string' && value.trim() === ''
}
