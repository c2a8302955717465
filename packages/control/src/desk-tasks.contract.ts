import { getCompileCacheDir } from 'node:module'
import type { Task } from '@partial-trust/control'

/** Tasks that only a test has, for the other thread to find. */
const module = import.meta.url

/** Stands still until somebody else sets the number to 1. */
export const waitTask: Task<Int32Array<SharedArrayBuffer>, string> = {
  module,
  name: 'wait',
  run: (_study, flag) => Atomics.wait(flag, 0, 0),
}

export const endTask: Task<null, never> = {
  module,
  name: 'end',
  run: () => process.exit(3),
}

/** Where the thread keeps compiled code; null: nowhere. */
export const compiledTask: Task<null, string | null> = {
  module,
  name: 'compiled',
  run: () => getCompileCacheDir() ?? null,
}

export const tasks = { wait: waitTask, end: endTask, compiled: compiledTask }
