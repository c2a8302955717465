import { dirname } from 'node:path'
import { makeGitShadow, type GitShadow } from '../git/git-shadow.js'
import type { Literal } from '../guard/check-command.js'
import type { Refused } from '../guard/refusal.js'
import type { Runnable } from '../guard/tool.js'
import type { ShellStep } from '../shell/shell.js'
import { openWall, type ProbeResult, type Wall } from '../wall/open-wall.js'
import type { Invocation, View, WallKind, WallReport } from '../wall/wall.js'
import type { Limits } from './limits.js'
import { runPipeline, type Cut, type Stage } from './run-pipeline.js'
import type { Scratch } from './scratch.js'
import { cleanEnvironment, findProgram } from './tool-programs.js'

/** The programs of this machine, behind the second wall where one stands. */
export type Programs = {
  /** Starts a checked pipeline and waits for its end. */
  run(
    step: ShellStep,
    checked: readonly (Runnable | Literal)[],
    limits: Limits,
  ): Promise<ProgramsOutcome>
  wall(): Promise<WallReport>
}

export type ProgramsOutcome =
  | { readonly kind: 'ran'; readonly result: RanResult }
  | { readonly kind: 'tool-missing'; readonly program: string }
  | { readonly kind: 'refused'; readonly refused: Refused }

type RanResult = {
  readonly exitCodes: readonly (number | null)[]
  readonly stdout: string
  readonly stderr: string
  readonly cut: Cut | null
}

export type ProgramsSettings = {
  readonly root: string
  readonly scratch: Scratch
  readonly limits: Limits
  readonly signal: AbortSignal
  readonly walls?: readonly WallKind[]
}

export function openPrograms(settings: ProgramsSettings): Programs {
  let wall: Promise<Wall> | undefined
  let shadow: Promise<GitShadow | Refused> | undefined
  const wallOf = (): Promise<Wall> => (wall ??= buildWall(settings))
  const shadowOf = (git: string): Promise<GitShadow | Refused> =>
    (shadow ??= buildShadow(settings, git, wallOf))
  return {
    wall: async () => (await wallOf()).report,
    async run(step, checked, limits) {
      const stages: Stage[] = []
      for (const [index, one] of checked.entries()) {
        const outputs = {
          stdout: step.pipeline[index]?.stdout ?? 'out',
          stderr: step.pipeline[index]?.stderr ?? 'err',
        } as const
        if (one.kind === 'literal') {
          stages.push({ kind: 'literal', output: one.output, ...outputs })
          continue
        }
        const path = findProgram(one.program, settings.root)
        if (path === null) return { kind: 'tool-missing', program: one.program }
        const git = one.program === 'git' ? await shadowOf(path) : null
        if (git?.kind === 'refused') return { kind: 'refused', refused: git }
        const args = [...(git?.args ?? []), ...one.args]
        const view = { reads: git?.reads ?? [], writes: [] }
        const stage = stageOf(await wallOf(), { path, args }, view, settings, git?.env)
        stages.push({ ...stage, ...outputs })
      }
      const { exitCodes, stdout, stderr, cut } = await runPipeline(stages, {
        cwd: settings.root,
        limits,
        signal: settings.signal,
      })
      const [out, errors] = [stdout.toString('utf8'), stderr.toString('utf8')]
      return { kind: 'ran', result: { exitCodes, stdout: out, stderr: errors, cut } }
    },
  }
}

function stageOf(
  wall: Pick<Wall, 'around'>,
  inner: Invocation,
  view: Pick<View, 'reads' | 'writes'>,
  { root, scratch }: ProgramsSettings,
  env: Readonly<Record<string, string>> = {},
): Stage {
  const outside = view.reads.filter((path) => !path.startsWith(`${root}/`))
  const { path, args } = wall.around(inner, { ...view, reads: outside, root, top: scratch.top })
  return {
    kind: 'program',
    name: inner.path.slice(inner.path.lastIndexOf('/') + 1),
    path,
    args,
    env: { ...cleanEnvironment(scratch.home, dirname(inner.path)), ...env },
    stdout: 'out',
    stderr: 'err',
  }
}

function buildWall(settings: ProgramsSettings): Promise<Wall> {
  const { root, scratch, limits, signal, walls } = settings
  const run = async (whole: Invocation, inner: Invocation): Promise<ProbeResult> => {
    const stage = stageOf({ around: () => whole }, inner, { reads: [], writes: [] }, settings)
    const quick = { ...limits, timeMs: Math.min(limits.timeMs, 5_000), outputBytes: 65_536 }
    const result = await runPipeline([stage], { cwd: root, limits: quick, signal })
    signal.throwIfAborted()
    const [exitCode = null] = result.exitCodes
    return { exitCode, stdout: result.stdout.toString(), stderr: result.stderr.toString() }
  }
  return openWall({
    root,
    canary: scratch.home,
    top: scratch.top,
    timeMs: limits.timeMs,
    find: (name) => findProgram(name, root),
    run,
    ...(walls === undefined ? {} : { kinds: walls }),
  })
}

/** Once made, git looks at every file by content, so that `status` and `diff` need not do so again. */
async function buildShadow(
  settings: ProgramsSettings,
  git: string,
  wallOf: () => Promise<Wall>,
): Promise<GitShadow | Refused> {
  const { root, scratch, limits, signal } = settings
  const shadow = await makeGitShadow({ root, scratch, git, signal })
  if (shadow.kind === 'refused') return shadow
  const args = [...shadow.args, 'update-index', '-q', '--refresh']
  const [directory = '', ...reads] = shadow.reads
  const view = { reads, writes: [directory] }
  const stage = stageOf(await wallOf(), { path: git, args }, view, settings, shadow.env)
  await runPipeline([stage], { cwd: root, limits, signal })
  return shadow
}
