import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Studied, Studies } from '@partial-trust/service'
import type { PartsAnswerView, ReplayAnswerView, TuneAnswerView } from '@partial-trust/service/api'

/** Runs one command line of ours, such as `['parts', '--json']`, until it is not wanted any more, and gives what it printed. */
export type RunCommand = (
  argv: readonly string[],
  wanted: AbortSignal,
) => Promise<{
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}>

export type StudyOptions = {
  readonly run: RunCommand
  /** The configuration file that registers the corridors, where it was given. */
  readonly configFile?: string | undefined
  /** An answer comes within this time of its question, waiting included, in ms. Default 100,000. */
  readonly longestMs?: number
}

/** Less than the two minutes after which the service takes a silent connection for a dead one. */
const usualLongestMs = 100_000

/** Waiting for their turn at most; more are told to come back. */
const mostWaiting = 4

/** The console's studies as the commands that a person would run: there is one truth, and one refusal. */
export function commandStudies({
  run,
  configFile,
  longestMs = usualLongestMs,
}: StudyOptions): Studies {
  const tooLong = {
    kind: 'none',
    why: `It took longer than ${longestMs / 1000} s and was ended: run the command where the service runs.`,
  } as const
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  /** One at a time: what decides shares the machine with them. */
  async function inTurn<Answer>(
    ask: (wanted: AbortSignal) => Promise<Studied<Answer>>,
  ): Promise<Studied<Answer>> {
    if (waiting >= mostWaiting) {
      return { kind: 'none', why: 'Others are being worked out. Ask again in a minute.' }
    }
    waiting++
    const wanted = AbortSignal.timeout(longestMs)
    const late = new Promise<Studied<Answer>>((resolve) => {
      wanted.addEventListener('abort', () => resolve(tooLong), { once: true })
    })
    const mine = last.then(() => (wanted.aborted ? tooLong : ask(wanted))).finally(() => waiting--)
    last = mine.catch(() => undefined)
    return Promise.race([mine, late])
  }

  async function asked<Answer>(
    wanted: AbortSignal,
    argv: readonly string[],
    answerOf: (stdout: string) => Answer,
    shown: readonly string[] = argv,
  ): Promise<Studied<Answer>> {
    const { stdout, stderr, exitCode } = await run(argv, wanted)
    // 10 and 20 are answers: not yet, and no.
    if (![0, 10, 20].includes(exitCode)) return { kind: 'none', why: reasonOf(stderr) }
    const command = `partial-trust ${shown.map(quoted).join(' ')}`
    return { kind: 'found', command, answer: answerOf(stdout) }
  }

  return {
    replay: ({ intent, stage, confidence, deadlineMs }) =>
      inTurn((wanted) => {
        const argv = [
          'replay',
          '--stage',
          stage,
          '--corridor',
          intent,
          ...list('--confidence', confidence),
          ...list('--deadline-ms', deadlineMs),
        ]
        return asked(
          wanted,
          [...argv, '--json'],
          (text): ReplayAnswerView => JSON.parse(text),
          argv,
        )
      }),
    tune: ({ intent, maxWrong }) =>
      inTurn((wanted) => {
        const argv = ['tune', '--max-wrong', String(maxWrong), '--corridor', intent]
        return asked(wanted, [...argv, '--json'], (text): TuneAnswerView => JSON.parse(text), argv)
      }),
    parts: ({ intent }) =>
      inTurn((wanted) => {
        const argv = ['parts', '--corridor', intent]
        return asked(wanted, [...argv, '--json'], (text): PartsAnswerView => JSON.parse(text), argv)
      }),
    bundle: ({ intent }) =>
      inTurn((wanted) =>
        withFolder(async (folder) => {
          const file = join(folder, 'bundle.json')
          const argv = [
            'evidence-bundle',
            '--corridor',
            intent,
            ...(configFile === undefined ? [] : ['--config', configFile]),
          ]
          const shown = [...argv, '-o', `${intent}.bundle.json`]
          return asked(wanted, [...argv, '-o', file], () => readFileSync(file, 'utf8'), shown)
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
