import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openScratch, type Scratch } from '../run/scratch.js'
import { openPrograms, type Programs } from '../run/programs.js'
import { defaultLimits } from '../run/limits.js'
import { findProgram } from '../run/tool-programs.js'
import { bubblewrap } from './bubblewrap.js'
import { namespaces } from './namespaces.js'
import type { WallKind } from './wall.js'

let parent: string
let root: string
let scratch: Scratch
/** Behind each wall that was built in this test's tree. */
const opened = new Map<string, Programs>()

beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'explore-wall-')))
  root = join(parent, 'repo')
  mkdirSync(root)
  writeFileSync(join(root, 'a.txt'), 'alpha\n')
  writeFileSync(join(parent, 'secret.txt'), 'secret\n')
  scratch = openScratch(root)
})
afterEach(() => {
  opened.clear()
  scratch.remove()
  rmSync(parent, { recursive: true, force: true })
})

/** Time is not what is tried here, and other tests take theirs meanwhile. */
const limits = { ...defaultLimits, timeMs: 300_000 }

function programs(walls: readonly WallKind[]): Programs {
  const { signal } = new AbortController()
  const names = walls.map(({ program }) => program).join()
  const known = opened.get(names) ?? openPrograms({ root, scratch, limits, signal, walls })
  opened.set(names, known)
  return known
}

/** What a program that had got past every check would meet. */
async function behind(walls: readonly WallKind[], program: string, ...args: readonly string[]) {
  const step = { when: 'always', pipeline: [], source: '' } as const
  const checked = [{ kind: 'run', entry: program, program, args }] as const
  const outcome = await programs(walls).run(step, checked, limits)
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome))
  const { exitCodes, stdout, stderr } = outcome.result
  return { exitCode: exitCodes[0], stdout, stderr }
}

/** Whether this machine lets this user build it; a container may not. */
async function stands(kind: WallKind): Promise<boolean> {
  return (await programs([kind]).wall()).stood
}

describe.each([bubblewrap, namespaces])('the wall of $name', (kind) => {
  it('lets the tree be read and nothing outside', async (test) => {
    if (!(await stands(kind))) return test.skip('this machine does not offer it')
    expect(await behind([kind], 'cat', 'a.txt')).toEqual({
      exitCode: 0,
      stdout: 'alpha\n',
      stderr: '',
    })
    for (const path of [
      join(parent, 'secret.txt'),
      '../secret.txt',
      '/etc/passwd',
      '/etc/shadow',
    ]) {
      const { exitCode, stdout, stderr } = await behind([kind], 'cat', path)
      expect([exitCode, stdout]).toEqual([1, ''])
      expect(stderr).toBe(`cat: ${path}: No such file or directory\n`)
    }
  })

  it('lets nothing be written, in the tree or out of it', async (test) => {
    if (!(await stands(kind))) return test.skip('this machine does not offer it')
    for (const path of [join(root, 'new'), '/usr/new', '/new']) {
      const { exitCode } = await behind([kind], 'touch', path)
      expect([path, exitCode]).toEqual([path, 1])
    }
    expect((await behind([kind], 'sed', '-i', 's/a/b/', 'a.txt')).exitCode).not.toBe(0)
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('alpha\n')
  })

  it('gives no network and no view of other processes', async (test) => {
    if (!(await stands(kind))) return test.skip('this machine does not offer it')
    const { exitCode } = await behind([kind], 'bash', '-c', 'echo > /dev/tcp/127.0.0.1/1')
    const { stderr } = await behind([kind], 'bash', '-c', 'echo > /dev/tcp/127.0.0.1/1')
    expect(exitCode).not.toBe(0)
    expect(stderr).toMatch(/unreachable|refused/u)
    expect(Number((await behind([kind], 'bash', '-c', 'echo $$')).stdout)).toBeLessThan(10)
  })

  it('passes on how a program ended', async (test) => {
    if (!(await stands(kind))) return test.skip('this machine does not offer it')
    expect((await behind([kind], 'bash', '-c', 'exit 7')).exitCode).toBe(7)
  })
})

describe('openWall', () => {
  it('says why none stood, and everything runs without one', async () => {
    const missing: WallKind = { ...bubblewrap, program: 'no-such-program' }
    const useless: WallKind = { ...namespaces, program: 'find', around: (_, inner) => inner }
    const broken: WallKind = {
      ...namespaces,
      program: 'find',
      around: (builder) => ({ path: builder, args: ['--no-such-test'] }),
    }
    const { report } = { report: await programs([missing, useless, broken]).wall() }
    expect(report).toMatchObject({ stood: false, kind: null })
    expect(report.says).toContain('no-such-program is not installed')
    expect(report.says).toContain('find: what lies outside can be seen from inside')
    expect(report.says).toContain("unknown predicate `--no-such-test'")
    expect(await behind([missing], 'cat', 'a.txt')).toMatchObject({ stdout: 'alpha\n' })
  })

  it.skipIf(findProgram('prlimit', '/nowhere') === null)(
    'bounds the memory of a program',
    async () => {
      const { memoryBytes } = await programs([]).wall()
      expect(memoryBytes).toBe(2 * 1024 ** 3)
      writeFileSync(join(root, 'a.txt'), `${'x'.repeat(1000)}\n`.repeat(40))
      const { exitCode, stderr } = await behind([], 'sed', '-n', '1h;g;G;h', 'a.txt')
      expect(exitCode).not.toBe(0)
      expect(stderr).toMatch(/memory/u)
    },
  )
})
