import process from 'node:process'
import { Command, CommanderError } from 'commander'
import { UserError, version } from '@partial-trust/settings'
import { commands } from './commands/index.js'
import type { CommandEntry } from './commands/index.js'
import type { CliContext, RegisterCommand } from './context.js'
import { embeddedConfig } from './embedded-config.js'
import { endSoon } from './end-soon.js'
import { printableLines } from './printable.js'
import { refuseEmpty } from './refuse-empty.js'
import { systemProblem } from './system-problem.js'
import { spareMemory } from './spare-memory.js'

/** What the process itself gives a command. */
export type ProcessContext = Omit<CliContext, 'embedded'>

/** Runs one command line; sets the process's exit code and never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Who asks a second time does not want to wait for whatever the first has begun.
    process.on(signal, () => {
      if (stop.signal.aborted) endBy(signal)
      stop.abort(signal)
      setTimeout(() => endBy(signal), stopLimitMs).unref()
    })
  }
  // `| head` closes our stdout early; that is the reader's choice, not a failure. What was accepted
  // is still decided and recorded, so this stops like Ctrl-C does.
  let isTold = false // every write that was waiting fails with it
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && !isTold) {
      isTold = true
      process.stderr.write(`partial-trust: the output cannot be written: ${error.message}\n`)
      process.exitCode = 1
    }
    stop.abort(error.code)
  })
  // Nobody reads what is said any more: no reason to end, and certainly none before the log is flushed.
  process.stderr.on('error', () => undefined)
  const context: ProcessContext = {
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stop.signal,
    spareMemory,
    setExitCode: (code) => {
      process.exitCode = code
    },
  }
  await run(argv, context)
  endSoon()
}

/** A command that was told to stop has ended by then, whatever it waits for. */
const stopLimitMs = 10_000

/**
 * Ends as a process without handlers would, at once: `process.exit` waits for every read that is under way,
 * and one from a pipe or a share that does not answer never ends.
 */
function endBy(signal: NodeJS.Signals): void {
  process.emit('exit', exitCodeOf(signal)) // whoever tidies up behind itself
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

/** Runs one command line in a given context: the way in for tests. */
export async function run(argv: readonly string[], given: ProcessContext): Promise<void> {
  const context: CliContext = { ...given, embedded: embeddedConfig }
  try {
    const program = buildProgram(await wantedCommands(argv), context)
    await program.parseAsync([...argv])
  } catch (error) {
    if (error instanceof CommanderError) {
      // commander has printed it; its own code is 1 for usage, ours is 2.
      context.setExitCode(error.exitCode === 0 ? 0 : 2)
      return
    }
    if (error instanceof UserError) {
      context.stderr.write(`partial-trust: ${printableLines(error.message)}\n`)
      context.setExitCode(error.exitCode)
      return
    }
    if (context.signal.aborted && error === context.signal.reason) {
      stopped(error, context)
      return
    }
    const denied = systemProblem(error)
    if (denied !== null) {
      context.stderr.write(`partial-trust: ${printableLines(denied)}\n`)
      context.setExitCode(1)
      return
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    context.stderr.write(
      `partial-trust: unexpected error, please report it: ${printableLines(stack)}\n`,
    )
    context.setExitCode(1)
  }
}

/** Stopped on the way: nobody is told of a reader that went away, it left by itself. */
function stopped(reason: unknown, context: CliContext): void {
  if (reason === 'EPIPE') return
  context.stderr.write(`partial-trust: stopped by ${String(reason)} before the end\n`)
  context.setExitCode(exitCodeOf(reason))
}

/** 128 and the signal's number, as shells say it. */
function exitCodeOf(signal: unknown): number {
  return signal === 'SIGTERM' ? 143 : signal === 'SIGHUP' ? 129 : 130
}

/**
 * The command the line names, also after `help`. Where it names none, short entries for all of them
 * stand in, so that help and the hint at a misspelt name need load nothing.
 */
async function wantedCommands([, , first = '', second = '']: readonly string[]): Promise<
  RegisterCommand[]
> {
  const wanted = entryOf(first === 'help' ? second : first)
  if (wanted !== undefined) return [await wanted.load()]
  return Object.entries(commands).map(([name, { summary }]) => (program) => {
    program.command(name).description(summary)
  })
}

function entryOf(name: string): CommandEntry | undefined {
  return Object.hasOwn(commands, name) ? commands[name] : undefined
}

function buildProgram(registers: readonly RegisterCommand[], context: CliContext): Command {
  const program = new Command('partial-trust')
    .description(
      'Give an LLM a narrow, sampled, guarded share of production decisions, and take it back in under a second.',
    )
    .version(version)
    .showHelpAfterError('(add --help for the options and an example)')
    .exitOverride()
    .hook('preAction', (_program, command) => refuseEmpty(command))
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    })
  for (const register of registers) register(program, context)
  for (const command of allOf(program)) {
    command.exitOverride().copyInheritedSettings(program)
  }
  return program
}

function allOf(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allOf(child)])
}
