import { readFileSync } from 'node:fs'
import type { Random } from '@partial-trust/testing'
import { anyText, oneOf, pick, some } from './mutate.ts'

/** What plans, shell blocks and trees are made from. */
export const pieces: Readonly<
  Record<
    'odd' | 'words' | 'operators' | 'tools' | 'lines' | 'ids' | 'refNames' | 'places' | 'treeTexts',
    readonly string[]
  >
> = JSON.parse(readFileSync(new URL('explore-corpus.json', import.meta.url), 'utf8'))

/** Anything that a shell could meet, or pipelines of the known tools with arguments good and bad. */
export function shellText(random: Random): string {
  return random() < 0.5 ? wildShell(random) : tameShell(random)
}

function wildShell(random: Random): string {
  const parts = some(random, [0, 14], () =>
    oneOf(random, [
      [6, () => pick(pieces.words, random)],
      [3, () => pick(pieces.operators, random)],
      [1, () => pick(pieces.odd, random)],
      [1, () => anyText(random, 6)],
      [0.3, () => pick(['(', '{', '>', '"', '$(', '[', '!'], random).repeat(300)],
    ]),
  )
  return parts.join(random() < 0.75 ? ' ' : '')
}

const joints = [' | ', ' && ', ' || ', '; ', '\n', ' 2>/dev/null\n', ' >/dev/null 2>&1; ']

function tameShell(random: Random): string {
  const commands = some(random, [1, 3], () =>
    [pick(pieces.tools, random), ...some(random, [0, 4], () => quoted(random))].join(' '),
  )
  return commands
    .map((command, index) => (index === 0 ? command : pick(joints, random) + command))
    .join('')
}

function quoted(random: Random): string {
  const text = pick(pieces.words, random)
  const quote = pick(["'", '"', ''], random)
  return text.includes("'") ? text : `${quote}${text}${quote}`
}

const usable =
  '## Allowed commands\n- `ls`\n### Task 1: One\n```sh\nls\n```\n**Report:** What?\n'.split('\n')

/** Markdown from scratch, or a plan that could be used with some lines changed. */
export function planText(random: Random): string {
  const lines = random() < 0.5 ? some(random, [0, 30], () => planLine(random)) : changed(random)
  return lines.join(random() < 0.7 ? '\n' : '\r\n')
}

function changed(random: Random): readonly string[] {
  let lines = usable
  for (let times = Math.floor(random() * 6); times > 0; times -= 1) {
    const at = Math.floor(random() * (lines.length + 1))
    lines = lines.toSpliced(at, random() < 0.5 ? 0 : 1, planLine(random))
  }
  return lines
}

function planLine(random: Random): string {
  return oneOf(random, [
    [4, () => pick(pieces.lines, random)],
    [1, () => shellText(random).slice(0, 40)],
    [1, () => pick(pieces.odd, random)],
    [0.3, () => pick(['>', '- ', '* ', '`', '**a_', '[', '<'], random).repeat(120)],
  ])
}

const goodParts = ['a', 'b.txt', 'docs', 'é', 'x y', '-']
const badParts = [
  '',
  '.',
  '..',
  '.git',
  '.GIT',
  'git~1',
  '.g\u200Cit',
  '.git ',
  '.git:x',
  '\\..\\x',
]

/** A path as an index or a ref may hold it, mostly of the tree. */
export function pathText(random: Random): string {
  return some(random, [1, 4], () =>
    oneOf(random, [
      [7, () => pick(goodParts, random)],
      [1, () => pick(badParts, random)],
      [1, () => anyText(random, 4)],
    ]),
  ).join('/')
}

/** The text of a ref, or of a list of them. */
export function refText(random: Random): string {
  const name = (): string =>
    random() < 0.5 ? pick(pieces.refNames, random) : `refs/${pathText(random)}`
  return some(random, [0, 6], () =>
    oneOf(random, [
      [3, () => `${pick(pieces.ids, random)} ${name()}`],
      [1, () => `^${pick(pieces.ids, random)}`],
      [1, () => `ref: ${name()}`],
      [1, () => pick(['# pack-refs with: peeled', '', ' ', '\r', '\0', 'ref:', 'ref: '], random)],
      [0.5, () => pick(pieces.odd, random)],
    ]),
  ).join('\n')
}
