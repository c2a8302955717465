import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fileModes, writeIndex, type IndexEntry } from '../git/git-index.js'
import { readIndex } from '../git/read-index.js'
import { isRefName, readPackedRefs, readRefValue } from '../git/read-refs.js'
import { Untrusted } from '../git/untrusted.js'
import { checkCommand } from '../guard/check-command.js'
import { readPlan } from '../plan/read-plan.js'
import { printable } from '../report/printable.js'
import { expandGlob } from '../shell/expand-glob.js'
import { matchesName, namePattern } from '../shell/match-name.js'
import { readShell } from '../shell/read-shell.js'
import { indexPath, planText, refText, shellText } from './arbitraries.contract.js'
import { fuzz, type Tally } from './fuzz-runs.contract.js'

const limitMs = 3_600_000
const corpus = z
  .object({
    inputs: z.array(
      z.object({ reader: z.enum(['plan', 'shell', 'index', 'refs']), text: z.string() }),
    ),
  })
  .parse(
    JSON.parse(
      readFileSync(new URL('../../../../data/explore/fuzz-corpus.json', import.meta.url), 'utf8'),
    ),
  )
function kept(reader: string): string[] {
  return corpus.inputs.filter((input) => input.reader === reader).map(({ text }) => text)
}

let root: string
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'explore-fuzz-')))
  mkdirSync(join(root, 'docs'))
  for (const name of ['a.txt', 'docs/b.txt', '-delete', 'x\u001By', 'a\nb'])
    writeFileSync(join(root, name), '')
  symlinkSync('/etc', join(root, 'out'))
  symlinkSync('loop', join(root, 'loop'))
  execFileSync('mkfifo', [join(root, 'pipe')])
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Where a plan says that something stands, it stands. */
function checkPlan(text: string, tally: Tally): void {
  const reading = readPlan('plan.md', text)
  tally.count(reading.kind)
  const lines = text.replace(/^\uFEFF/u, '').split(/\r\n|[\r\n]/u)
  if (reading.kind === 'unusable') {
    expect(reading.problems.length).toBeGreaterThan(0)
    for (const { line, text: why } of reading.problems) {
      expect(why).not.toBe('')
      expect(line).toBeGreaterThanOrEqual(1)
      expect(line).toBeLessThanOrEqual(lines.length)
    }
    return
  }
  const { tasks, allowed } = reading.plan
  expect(allowed.length).toBeGreaterThan(0)
  expect(new Set(tasks.map(({ number }) => number)).size).toBe(tasks.length)
  for (const task of tasks) {
    expect(lines[task.line - 1]).toMatch(/Task/iu)
    expect(task.report.text).not.toBe('')
    for (const block of task.blocks) {
      const [first = ''] = block.source.split('\n')
      expect(printable(lines[block.line - 1] ?? '').replaceAll(/\s/gu, '')).toContain(
        printable(first.replaceAll('\uFFFD', '\0')).replaceAll(/\s/gu, ''),
      )
    }
  }
}

/** What would be started can name nothing outside, and says so in one plain form. */
function checkShell(text: string, tally: Tally): void {
  for (const statement of readShell(text)) {
    if (statement.kind === 'refused-statement') {
      tally.count('refused')
      expect(statement.refused.why.length).toBeGreaterThan(10)
      continue
    }
    for (const { pipeline } of statement.steps) {
      for (const [index, { words }] of pipeline.entries()) {
        const argv = words.flatMap((word) => {
          const expanded = expandGlob(root, word, { most: 1_000_000, left: 1_000_000 })
          return 'code' in expanded ? [] : expanded
        })
        const checked = checkCommand(argv, { root, fed: index > 0 })
        tally.count(checked.kind)
        if (checked.kind === 'run') checkArguments(checked.program, checked.args)
      }
    }
  }
}

/** What no program may be started with, whatever was read before. */
const never: Readonly<Record<string, RegExp>> = {
  ls: /^(?:-\w*[LH]\w*|--dereference.*)$/u,
  cat: /^--(?!$|number|show|squeeze)/u,
  head: /^-(?:f|-follow)/u,
  tail: /^-(?:f|F|-follow|-retry|-pid)/u,
  find: /^-(?:delete|exec\w*|ok\w*|f(?:ls|print\w*|ollow)|files0-from|[HL])$/u,
  grep: /^(?:-R|--dereference-recursive|-D|--devices.*)$/u,
  rg: /^(?:--pre.*|-z|--search-zip|-L|--follow|--hostname-bin.*|--ignore-file.*)$/u,
  sed: /^(?:-i.*|--in-place.*|-f|--file.*)$/u,
  git: /^(?:--output.*|--no-index|--ext-diff|--textconv|-O.*|--submodule.*)$/u,
}

function checkArguments(program: string, args: readonly string[]): void {
  const bad = never[program]
  if (bad === undefined) throw new Error(`${program} is started`)
  const dashes = args.indexOf('--')
  // What is no option and no pattern is a path of the tree, and everything after `--` but the pattern.
  const options = dashes === -1 ? args : args.slice(0, dashes)
  expect(options.filter((arg, index) => bad.test(arg) && !followsText(options, index))).toEqual([])
  if (['cat', 'head', 'tail', 'ls'].includes(program)) {
    for (const path of args.slice(dashes + 1)) expect(staysInside(path)).toBe(true)
  }
}

/** The value of an option before it, which may be any text. */
function followsText(args: readonly string[], index: number): boolean {
  return /^-(?:[a-zA-Z]|i?name|i?path|i?regex|wholename|printf)$/u.test(args[index - 1] ?? '')
}

function staysInside(path: string): boolean {
  return (
    path === '-' ||
    (posix.join('/root', path).startsWith('/root') &&
      !posix.isAbsolute(path) &&
      !/^out(?:\/|$)/u.test(posix.normalize(path)))
  )
}

const entry: fc.Arbitrary<IndexEntry> = fc.record({
  path: fc.oneof(
    indexPath.map((path) => Buffer.from(path)),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
  ),
  mode: fc.oneof(
    { arbitrary: fc.constantFrom(...fileModes), weight: 9 },
    { arbitrary: fc.nat(0xffff), weight: 1 },
  ),
  objectId: fc.constant(Buffer.alloc(20, 7)),
  stage: fc.constantFrom(0, 0, 0, 1, 2, 3),
  skipWorktree: fc.boolean(),
  intentToAdd: fc.boolean(),
})

const indexBytes = fc
  .tuple(
    fc.array(entry, { maxLength: 3 }),
    fc.boolean(),
    fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 4 }),
    fc.nat(3),
    fc.constantFrom('', '', '', 'TREE\0\0\0\0', 'link\0\0\0\u0014', 'sdir\0\0\0\0', 'junk'),
  )
  .map(([entries, sort, changes, harm, extension]) => {
    const sorted = sort
      ? entries.toSorted((a, b) => Buffer.compare(a.path, b.path) || a.stage - b.stage)
      : entries
    const written = writeIndex(sorted, 'sha1').subarray(0, -20)
    const body = Buffer.concat([written, Buffer.from(extension, 'latin1')])
    if (harm === 3) for (const [at, byte] of changes) if (at < body.length) body[at] = byte
    return Buffer.concat([body, createHash('sha1').update(body).digest()])
  })

/** Whatever an index says, only files of the tree come out of it, and it can be written again. */
function checkIndex(bytes: Buffer, tally: Tally): void {
  let entries: IndexEntry[]
  try {
    entries = readIndex(bytes, 'sha1')
  } catch (error) {
    expect(error).toBeInstanceOf(Untrusted)
    tally.count('refused')
    return
  }
  tally.count(entries.length === 0 ? 'empty' : 'read')
  for (const { path } of entries) {
    const text = path.toString('utf8')
    expect(posix.join('/root', text)).toBe(`/root/${text}`)
    expect(text.toLowerCase().split('/')).not.toContain('.git')
  }
  expect(readIndex(writeIndex(entries, 'sha1'), 'sha1')).toEqual(entries)
}

function checkRefs(text: string, tally: Tally): void {
  const value = readRefValue(text, 'sha1')
  if (value?.kind === 'link') expect(posix.join('/g', value.to)).toBe(`/g/${value.to}`)
  try {
    for (const [name, id] of readPackedRefs(Buffer.from(text), 'sha1')) {
      expect(isRefName(name)).toBe(true)
      expect(posix.join('/g', name)).toBe(`/g/${name}`)
      expect(id).toMatch(/^[0-9a-f]{40}$/u)
    }
    tally.count('read')
  } catch (error) {
    expect(error).toBeInstanceOf(Untrusted)
    tally.count('refused')
  }
}

describe('whatever it is given', () => {
  it(
    'the reader of plans answers, and names lines that are there',
    { timeout: limitMs },
    async () => {
      for (const text of kept('plan')) checkPlan(text, { count: () => undefined })
      const outcomes = await fuzz('plan', 0.2, planText, checkPlan)
      expect([...outcomes.keys()].toSorted()).toEqual(['plan', 'unusable'])
    },
  )

  it(
    'the shell reader and the guard answer, and let nothing out',
    { timeout: limitMs },
    async () => {
      for (const text of kept('shell')) checkShell(text, { count: () => undefined })
      const outcomes = await fuzz('shell', 0.4, shellText, checkShell)
      expect([...outcomes.keys()].toSorted()).toEqual(['literal', 'refused', 'run'])
    },
  )

  it('a pattern matches what a regular expression would', { timeout: limitMs }, async () => {
    const piece = fc.oneof(
      fc.constantFrom('a', 'b', 'é').map((text) => ({ kind: 'literal', text }) as const),
      fc.constantFrom({ kind: 'star' } as const, { kind: 'question' } as const),
      fc.constantFrom('[ab]', '[!a]', '[a-é]').map((text) => ({ kind: 'bracket', text }) as const),
    )
    const text = { literal: '', bracket: '', star: '.*', question: '.' } as const
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '😀'), maxLength: 8 })
    await fuzz(
      'pattern',
      0.1,
      fc.tuple(fc.array(piece, { maxLength: 6 }), name),
      ([pieces, one], tally) => {
        const source = pieces.map((part) =>
          'text' in part ? part.text.replace('[!', '[^') : text[part.kind],
        )
        const expected = new RegExp(`^${source.join('')}$`, 'su').test(one)
        expect(matchesName(namePattern(pieces) ?? [], one)).toBe(expected)
        tally.count(expected ? 'matched' : 'not matched')
      },
    )
  })

  it('the reader of indexes refuses or names files of the tree', { timeout: limitMs }, async () => {
    for (const text of kept('index'))
      checkIndex(Buffer.from(text, 'base64'), { count: () => undefined })
    const outcomes = await fuzz('index', 0.2, indexBytes, checkIndex)
    expect(outcomes.get('read')).toBeGreaterThan(0)
  })

  it('the reader of refs refuses or names refs', { timeout: limitMs }, async () => {
    for (const text of kept('refs')) checkRefs(text, { count: () => undefined })
    const outcomes = await fuzz('refs', 0.1, refText, checkRefs)
    expect([...outcomes.keys()].toSorted()).toEqual(['read', 'refused'])
  })
})
