import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explore } from './explore.js'
import { renderJson } from './report/render-json.js'
import { renderSarif } from './report/render-sarif.js'
import { renderText } from './report/render-text.js'
import { openExecutor } from './run/guarded-executor.js'
import { defaultLimits, type Limits } from './run/limits.js'

const { signal } = new AbortController()
let parent: string
let root: string

beforeAll(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'explore-odd-')))
  root = join(parent, 'repo')
  mkdirSync(join(root, 'docs'), { recursive: true })
  writeFileSync(join(root, 'a.txt'), 'a\n')
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

/** Makes a folder of the tree to be odd in, so that one does not disturb another. */
function folder(name: string): string {
  const path = join(root, name)
  mkdirSync(path, { recursive: true })
  return path
}

async function run(block: string, limits: Partial<Limits> = {}) {
  const executor = openExecutor({
    root,
    allowed: ['ls', 'cat', 'grep', 'find', 'sed -n', 'echo', 'head'],
    limits: { ...defaultLimits, ...limits },
    signal,
  })
  try {
    return await executor.run(block)
  } finally {
    executor.close()
  }
}

function planOf(block: string, more = ''): string {
  const fence = '`'.repeat(8)
  return `## Allowed commands\n- \`ls\`, \`cat\`, \`grep\`, \`find\`\n${more}\n### Task 1: One\n${fence}sh\n${block}\n${fence}\n**Report:** What?\n`
}

async function exploreWith(
  markdown: string,
  settings: { limits?: Partial<Limits>; signal?: AbortSignal } = {},
) {
  const planFile = join(parent, 'plan.md')
  writeFileSync(planFile, markdown)
  return explore({ planFile, repository: root, cwd: '/', signal, ...settings })
}

describe('an odd command is a finding and not an error', () => {
  it.each([
    ['a file with a slash after it', 'cat a.txt/', 'ran'],
    ['a path below a file', 'cat a.txt/b/c', 'ran'],
    ['a name of 300 letters', `cat ${'n'.repeat(300)}`, 'ran'],
    ['a word of 8000 letters', `cat ${'n'.repeat(8_000)}`, 'refused'],
    ['a path of 2000 folders', `cat ${'x/'.repeat(2_000)}y`, 'ran'],
    ['5 KB of >', '>'.repeat(5_000), 'refused'],
    ['5 KB of < and (', '<('.repeat(2_500), 'refused'],
    ['5 KB of $(', '$('.repeat(2_500), 'refused'],
    ['5 KB of quotes', `"'`.repeat(2_501), 'refused'],
    ['5 KB of {', '{'.repeat(5_000), 'refused'],
    ['nested braces', `ls ${'{a,'.repeat(1_500)}${'}'.repeat(1_500)}`, 'refused'],
    ['5 KB of !', '! '.repeat(2_500), 'refused'],
    ['5 KB of brackets', `ls ${'['.repeat(5_000)}`, 'refused'],
    ['1,300 commands', 'ls\n'.repeat(1_300), 'refused'],
    ['1,000 pipes', `ls${'|cat'.repeat(1_000)}`, 'refused'],
    ['more than 8 KB', `ls ${'a '.repeat(4_200)}`, 'refused'],
  ])('%s', async (_, block, kind) => {
    const outcomes = await run(block)
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([kind])
  })

  it('a pattern that would take a regular expression for ever', async () => {
    const at = folder('slow')
    for (let index = 0; index < 20; index += 1)
      writeFileSync(join(at, `${'a'.repeat(200)}${index}`), '')
    const [outcome] = await run(`ls slow/${'*a'.repeat(40)}b`)
    expect(outcome).toMatchObject({ kind: 'ran', result: { exitCodes: [2] } })
  })

  it('patterns that together look at more names than a run may', async () => {
    expect(defaultLimits.names).toBe(1_000_000)
    const at = folder('wide')
    for (let index = 0; index < 1_200; index += 1) closeSync(openSync(join(at, `${index}`), 'w'))
    const [first, second, third] = await run(
      `ls wide/*\nls ${'wide/*x '.repeat(48)}\nls wide/*x wide/*x`,
      { names: 60_000 },
    )
    rmSync(at, { recursive: true })
    expect(first).toMatchObject({ refused: { code: 'too-much' } })
    expect(second?.kind).toBe('ran')
    expect(third).toMatchObject({ refused: { code: 'too-much' } })
  })
})

describe('an odd tree is a finding and not an error', () => {
  it('links in a circle', async () => {
    const at = folder('circle')
    symlinkSync('loop', join(at, 'loop'))
    symlinkSync('two', join(at, 'one'))
    symlinkSync('one', join(at, 'two'))
    for (const line of ['ls circle/*', 'cat circle/loop', 'ls circle/loop/x', 'ls circle/*/*']) {
      const [outcome] = await run(line)
      expect([line, outcome?.kind]).toEqual([line, line.endsWith('*/*') ? 'ran' : 'refused'])
    }
  })

  it('pipes, sockets and devices', async () => {
    const at = folder('special')
    execFileSync('mkfifo', [join(at, 'pipe')])
    const server = createServer()
    await new Promise<void>((resolve) => void server.listen(join(at, 'socket'), resolve))
    const kinds = []
    for (const line of [
      'cat special/pipe',
      'cat special/socket',
      'cat special/*',
      'grep -r x special',
    ]) {
      const [outcome] = await run(line)
      kinds.push(outcome?.kind)
    }
    const { tree } = await exploreWith(planOf('ls -l special'))
    server.close()
    rmSync(at, { recursive: true })
    expect(kinds).toEqual(['refused', 'refused', 'refused', 'ran'])
    expect(tree.unchanged).toBe(true)
  })

  it('a folder and a file that may not be read', async () => {
    const at = folder('locked')
    writeFileSync(join(at, 'inner'), '')
    chmodSync(at, 0)
    const [first, second] = await run('cat locked/inner\nls locked/*')
    const { tree } = await exploreWith(planOf('ls locked'))
    chmodSync(at, 0o755)
    expect([first?.kind, second?.kind]).toEqual(['ran', 'ran'])
    expect(tree.unchanged).toBe(true)
  })

  it('folders nested deeper than a path may be long', async () => {
    const at = folder('deep')
    const name = 'd'.repeat(200)
    execFileSync(
      'sh',
      ['-c', `for i in $(seq 30); do mkdir ${name} && cd ${name} || exit 0; done`],
      { cwd: at },
    )
    const { tree, issues } = await exploreWith(planOf(`ls deep\nfind deep -name 'x*'`))
    execFileSync('rm', ['-rf', at])
    expect(tree.unchanged).toBe(true)
    expect(issues).toEqual([])
  })

  it('names that are not UTF-8', async () => {
    const at = folder('bytes')
    writeFileSync(Buffer.concat([Buffer.from(`${at}/`), Buffer.from([0x61, 0xff, 0xfe])]), 'x\n')
    const [outcome] = await run('ls bytes/*')
    expect(outcome).toMatchObject({ kind: 'refused', refused: { code: 'character' } })
    const exploration = await exploreWith(planOf('ls bytes'), {})
    expect(exploration.tree).toMatchObject({ unchanged: true })
    rmSync(at, { recursive: true })
  })

  it('shows names with control and direction characters as such, in every form of report', async () => {
    const odd = 'x\u001B[31m\r\u202Eb\u0085\u200B\u2028'
    const at = folder('names')
    writeFileSync(join(at, odd), `${odd}\n`)
    const markdown = planOf(`ls names\ncat names/*`, `\n**Key files**\n\n- \`no\u202Ene\u001B\`\n`)
    const exploration = await exploreWith(
      markdown.replace('Task 1: One', 'Task 1: O\u202Ene\u001B[0m'),
    )
    rmSync(at, { recursive: true })
    const hidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
    const json = renderJson(exploration)
    const sarif = renderSarif(exploration, '1')
    for (const text of [renderText(exploration), json, sarif]) expect(text).not.toMatch(hidden)
    const parsed: unknown = JSON.parse(json)
    JSON.stringify([parsed, JSON.parse(sarif)], (_, value: unknown) => {
      if (typeof value === 'string') expect(value).not.toMatch(hidden)
      return value
    })
    expect(json).toContain(String.raw`x\\u{1B}[31m\\u{D}\\u{202E}b\\u{85}\\u{200B}\\u{2028}`)
  })

  it('shows control characters of a plan that cannot be used as such', async () => {
    const markdown = planOf('ls').replace('### Task 1: One', '### Task \u202E\u001B[31mone')
    await expect(exploreWith(markdown)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^[\n -\u007E]+\\u\{202E\}\\u\{1B\}[\n -\u007E]+$/u),
    })
  })
})

describe('an odd plan is unusable and not an error', () => {
  it.each([
    ['5 KB of > before it', (plan: string) => `${'>'.repeat(5_000)} a\n\n${plan}`],
    ['2 KB of list marks before it', (plan: string) => `${'- '.repeat(1_000)} a\n\n${plan}`],
    ['40 KB of stars before it', (plan: string) => `${'**a_'.repeat(10_000)}\n\n${plan}`],
    ['a million characters too many', (plan: string) => plan + 'x'.repeat(1_000_001)],
    [
      '300 tasks',
      (plan: string) =>
        plan +
        Array.from(
          { length: 300 },
          (_, index) => `\n### Task ${index + 2}: x\n\`\`\`\nls\n\`\`\`\n**Report:** x\n`,
        ).join(''),
    ],
    ['2,000 key files', (plan: string) => `${plan}\n## Key files\n${'- `a`\n'.repeat(2_000)}`],
    ['a report line of 20 KB', (plan: string) => plan.replace('What?', 'x'.repeat(20_000))],
  ])('%s', async (_, change) => {
    const running = exploreWith(change(planOf('ls')), { limits: { totalMs: 5_000 } })
    await expect(running).rejects.toMatchObject({ exitCode: 2 })
  })

  it.each(['/dev/zero', '/', '/nowhere'])('%s in place of a plan', async (planFile) => {
    const running = explore({ planFile, repository: root, cwd: '/', signal })
    await expect(running).rejects.toMatchObject({ exitCode: 2 })
  })

  it('a pipe that nobody writes to', async () => {
    const planFile = join(parent, 'plan-pipe')
    execFileSync('mkfifo', [planFile])
    const running = explore({ planFile, repository: root, cwd: '/', signal })
    await expect(running).rejects.toMatchObject({ exitCode: 2 })
  })
})

describe('the whole run is bounded', () => {
  const many = Array.from(
    { length: 3 },
    (_, index) => `\n### Task ${index + 2}: x\n\`\`\`\nls\nls\nls\n\`\`\`\n**Report:** x\n`,
  ).join('')

  it('in time: what is not reached is one issue a task, and the report says the limit', async () => {
    const tail = planOf('ls') + many
    const executor = openExecutor({
      root,
      allowed: ['ls'],
      limits: { ...defaultLimits, totalMs: 0 },
      signal,
    })
    const outcomes = await executor.run('ls\nls')
    executor.close()
    expect(outcomes.map(({ kind }) => kind)).toEqual(['over-budget', 'over-budget'])
    const exploration = await exploreWith(tail)
    expect(renderText(exploration)).toMatch(/^Time: \d+\.\d s of at most 120 s$/mu)
  })

  it('in output: what comes after is one issue a task', async () => {
    const { issues, tasks } = await exploreWith(planOf('ls') + many, {
      limits: { totalOutputBytes: 5 },
    })
    expect(tasks).toHaveLength(4)
    expect(issues.map(({ rule, task }) => `${rule} ${task}`)).toEqual([
      'incomplete-evidence 1',
      'incomplete-evidence 2',
      'incomplete-evidence 3',
      'incomplete-evidence 4',
    ])
  })

  it('and a tree too large to be looked at twice is refused before anything runs', async () => {
    await expect(exploreWith(planOf('ls'), { limits: { totalMs: 0 } })).rejects.toMatchObject({
      exitCode: 2,
    })
  })

  it('and stops at once when it is told to', async () => {
    const stop = new AbortController()
    const running = exploreWith(planOf('ls\n'.repeat(99)), { signal: stop.signal })
    const timer = setTimeout(() => stop.abort('SIGTERM'), 300)
    await expect(running).rejects.toBe('SIGTERM')
    clearTimeout(timer)
  })
})
