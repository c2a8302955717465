import { bubblewrap } from './bubblewrap.js'
import { namespaces } from './namespaces.js'
import { nameOf, type Invocation, type View, type WallKind, type WallReport } from './wall.js'

/** What stands between a program and the rest of the machine, should the checks of its arguments have missed something. */
export type Wall = {
  readonly report: WallReport
  around(inner: Invocation, view: View): Invocation
}

export type WallSettings = {
  /** Real, absolute path of the tree. */
  readonly root: string
  /** An empty directory outside the tree: behind the wall it must not be seen. */
  readonly canary: string
  /** An empty directory outside the tree, to build on. */
  readonly top: string
  /** Milliseconds of processor time of one program. */
  readonly timeMs: number
  /** Absolute path of a program of the system, or null. */
  readonly find: (name: string) => string | null
  /** Starts `whole`, which in the end starts `inner`, and waits for it. */
  readonly run: (whole: Invocation, inner: Invocation) => Promise<ProbeResult>
  /** Ways to try, the best first. */
  readonly kinds?: readonly WallKind[]
}

export type ProbeResult = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export const allKinds: readonly WallKind[] = [bubblewrap, namespaces]

const memoryBytes = 2 * 1024 * 1024 * 1024

/** Tries, once, which wall this machine offers to this user. Without one the explorer works as well, behind its first. */
export async function openWall(settings: WallSettings): Promise<Wall> {
  const limiter = await findLimiter(settings)
  const memory = limiter === null ? null : memoryBytes
  const reasons: string[] = []
  for (const kind of settings.kinds ?? allKinds) {
    const builder = settings.find(kind.program)
    if (builder === null) {
      reasons.push(`${kind.program} is not installed`)
      continue
    }
    const around = (inner: Invocation, view: View): Invocation =>
      limited(limiter, kind.around(builder, inner, view), settings.timeMs)
    const why = await whyNot(settings, around)
    if (why === null) {
      const says = `it stood (${kind.name}): no network, and of the machine's files only the tree and the programs, read-only`
      return { report: { stood: true, kind: kind.name, memoryBytes: memory, says }, around }
    }
    reasons.push(`${kind.program}: ${why}`)
  }
  const says = `it did not stand: ${reasons.join('; ') || 'none was to be tried'}`
  return {
    report: { stood: false, kind: null, memoryBytes: memory, says },
    around: (inner) =>
      limited(
        limiter,
        limiter === null ? inner : { ...inner, path: nameOf(inner) },
        settings.timeMs,
      ),
  }
}

/** Looks, from behind the wall, for the tree, which must be there, and for the canary, which must not. */
async function whyNot(
  { root, canary, top, find, run }: WallSettings,
  around: Wall['around'],
): Promise<string | null> {
  const path = find('find')
  if (path === null) return 'there is no find to try it with'
  const args = ['-P', '.', canary, '-maxdepth', '0']
  const inner = { path, args }
  const whole = around(inner, { top, root, reads: [], writes: [] })
  const { exitCode, stdout, stderr } = await run(whole, inner)
  if (stdout === '.\n' && exitCode === 1) return null
  if (stdout.includes(canary)) return 'what lies outside can be seen from inside'
  return stderr.split('\n')[0] || `it ended with ${exitCode ?? 'a signal'}`
}

async function findLimiter({ find, run }: WallSettings): Promise<string | null> {
  const [limiter, probe] = [find('prlimit'), find('true')]
  if (limiter === null || probe === null) return null
  const inner = { path: probe, args: [] }
  const { exitCode } = await run(limited(limiter, inner, 1_000), inner)
  return exitCode === 0 ? limiter : null
}

/** Memory and processor time are bounded even when the explorer itself was killed and kills nothing any more. */
function limited(limiter: string | null, inner: Invocation, timeMs: number): Invocation {
  if (limiter === null) return inner
  const seconds = Math.ceil(timeMs / 1000) + 1
  const limits = [`--as=${memoryBytes}`, `--cpu=${seconds}`, '--core=0']
  return { path: limiter, args: [...limits, '--', inner.path, ...inner.args] }
}
