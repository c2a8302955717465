import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { checkCommand } from '../../packages/explore/dist/guard/check-command.js'
import { expandGlob } from '../../packages/explore/dist/shell/expand-glob.js'
import { readShell } from '../../packages/explore/dist/shell/read-shell.js'
import { shellText } from '../explore-text.ts'
import { must } from '../target.ts'
import type { Target } from '../target.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The explorer's shell blocks: what would be started can name nothing outside the tree. */
export const shellBlock: Target = {
  share: 2,
  open() {
    const root = makeTree()
    return {
      make: (random) => encoder.encode(shellText(random)),
      check: (input) => checkShell(decoder.decode(input), root),
      close: () => rmSync(root, { recursive: true, force: true }),
    }
  },
}

function makeTree(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'explore-fuzz-')))
  mkdirSync(join(root, 'docs'))
  for (const name of ['a.txt', 'docs/b.txt', '-delete', 'x\u001By', 'a\nb'])
    writeFileSync(join(root, name), '')
  symlinkSync('/etc', join(root, 'out'))
  symlinkSync('loop', join(root, 'loop'))
  execFileSync('mkfifo', [join(root, 'pipe')])
  return root
}

function checkShell(text: string, root: string): string {
  let came = 'nothing to run'
  for (const statement of readShell(text)) {
    if (statement.kind === 'refused-statement') {
      must(statement.refused.why.length > 10, 'a block is refused without a reason')
      came = 'refused'
      continue
    }
    for (const { pipeline } of statement.steps) {
      for (const [index, { words }] of pipeline.entries()) {
        const argv = words.flatMap((word) => {
          const expanded = expandGlob(root, word, { most: 1_000_000, left: 1_000_000 })
          return 'code' in expanded ? [] : expanded
        })
        const checked = checkCommand(argv, { root, fed: index > 0 })
        if (checked.kind === 'run') checkArguments(checked.program, checked.args)
        if (checked.kind === 'refused') came = 'refused'
        else if (came !== 'refused') came = 'to be run'
      }
    }
  }
  return came
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
  must(bad !== undefined, `${program} is started`)
  const dashes = args.indexOf('--')
  // What is no option and no pattern is a path of the tree, and everything after `--` but the pattern.
  const options = dashes === -1 ? args : args.slice(0, dashes)
  const found = options.find((arg, index) => bad.test(arg) && !followsText(options, index))
  must(found === undefined, `${program} is started with ${found}`)
  if (['cat', 'head', 'tail', 'ls'].includes(program)) {
    const out = args.slice(dashes + 1).find((path) => !staysInside(path))
    must(out === undefined, `${program} is started on ${out}`)
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
