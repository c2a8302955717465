import type { Readable, Writable } from 'node:stream'
import type { EmbeddedConfig } from '@partial-trust/host'
import type { Command } from 'commander'

/** Everything a command may touch of the process it runs in. */
export type CliContext = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** What runs where there is no configuration file. */
  readonly embedded: EmbeddedConfig
  readonly stdin: Readable
  /** Data only; everything said to a person goes to `stderr`. */
  readonly stdout: Writable
  readonly stderr: Writable
  /** Aborted at the first Ctrl-C or SIGTERM: stop cleanly, lose nothing. */
  readonly signal: AbortSignal
  /** Collects early what reading a log leaves behind; left out where the process is not the command's alone. */
  readonly spareMemory?: () => void
  /** 0 fine (default), 1 failed or found a problem, 2 wrong usage; `gate` has its own. */
  setExitCode(code: number): void
}

/** Adds one command, with its options and an example in its help, to the program. */
export type RegisterCommand = (program: Command, context: CliContext) => void
