import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Studied, Studies } from '@partial-trust/service'
import type { PartsAnswerView, ReplayAnswerView, TuneAnswerView } from '@partial-trust/service/api'

/** Runs one command line of ours, such as `['parts', '--json']`, and gives what it printed. */
export type RunCommand = (argv: readonly string[]) => Promise<{
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}>

export type StudyOptions = {
  readonly run: RunCommand
  /** The configuration file that registers the corridors, where it was given. */
  readonly configFile?: string | undefined
}

/** Waiting for their turn at most; more are told to come back. */
const mostWaiting = 4

/** The console's studies as the commands that a person would run: there is one truth, and one refusal. */
export function commandStudies({ run, configFile }: StudyOptions): Studies {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  /** One at a time: what decides shares the machine with them. */
  async function inTurn<Answer>(ask: () => Promise<Studied<Answer>>): Promise<Studied<Answer>> {
    if (waiting >= mostWaiting) {
      return { kind: 'none', why: 'Others are being worked out. Ask again in a minute.' }
    }
    waiting++
    const mine = last.then(ask).finally(() => waiting--)
    last = mine.catch(() => undefined)
    return mine
  }

  async function asked<Answer>(
    argv: readonly string[],
    answerOf: (stdout: string) => Answer,
    shown: readonly string[] = argv,
  ): Promise<Studied<Answer>> {
    const { stdout, stderr, exitCode } = await run(argv)
    // 10 and 20 are answers: not yet, and no.
    if (![0, 10, 20].includes(exitCode)) return { kind: 'none', why: reasonOf(stderr) }
    const command = `partial-trust ${shown.map(quoted).join(' ')}`
    return { kind: 'found', command, answer: answerOf(stdout) }
  }

  return {
    replay: ({ intent, stage, confidence, deadlineMs }) =>
      inTurn(() => {
        const argv = [
          'replay',
          '--stage',
          stage,
          '--corridor',
          intent,
          ...list('--confidence', confidence),
          ...list('--deadline-ms', deadlineMs),
        ]
        return asked([...argv, '--json'], (text): ReplayAnswerView => JSON.parse(text), argv)
      }),
    tune: ({ intent, maxWrong }) =>
      inTurn(() => {
        const argv = ['tune', '--max-wrong', String(maxWrong), '--corridor', intent]
        return asked([...argv, '--json'], (text): TuneAnswerView => JSON.parse(text), argv)
      }),
    parts: ({ intent }) =>
      inTurn(() => {
        const argv = ['parts', '--corridor', intent]
        return asked([...argv, '--json'], (text): PartsAnswerView => JSON.parse(text), argv)
      }),
    bundle: ({ intent }) =>
      inTurn(() =>
        withFolder(async (folder) => {
          const file = join(folder, 'bundle.json')
          const argv = [
            'evidence-bundle',
            '--corridor',
            intent,
            ...(configFile === undefined ? [] : ['--config', configFile]),
          ]
          const shown = [...argv, '-o', `${intent}.bundle.json`]
          return asked([...argv, '-o', file], () => readFileSync(file, 'utf8'), shown)
        }),
      ),
  }
}

/** The sentence a command refuses with, without its name before it. */
function reasonOf(stderr: string): string {
  const text = stderr.trim().replace(/^partial-trust: /u, '')
  return text === '' ? 'The command did not end well, and said nothing.' : text
}

function list(option: string, values: readonly number[]): readonly string[] {
  return values.length === 0 ? [] : [option, values.join(',')]
}

function quoted(word: string): string {
  return /^[\w.,:/=@%+-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

async function withFolder<Answer>(use: (folder: string) => Promise<Answer>): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'partial-trust-study-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
