import type { RegisterCommand } from '../context.js'

/** Every command of the program, in the order of its help; one thin file a command. */
export const commands: readonly RegisterCommand[] = []
