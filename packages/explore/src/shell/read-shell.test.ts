import { describe, expect, it } from 'vitest'
import { readShell } from './read-shell.js'

/** Each statement as its steps: how it depends on the one before, and the words of its commands. */
function read(source: string) {
  return readShell(source).map((statement) =>
    statement.kind === 'refused-statement'
      ? statement.refused.code
      : statement.steps.map(({ when, pipeline }) => [
          when,
          ...pipeline.map(({ words }) => words.map(({ text }) => text)),
        ]),
  )
}

describe('readShell', () => {
  it('reads pipelines, lists and statements', () => {
    expect(read('ls a | head -5 && cat b || echo c; true\nls')).toEqual([
      [
        ['always', ['ls', 'a'], ['head', '-5']],
        ['after-success', ['cat', 'b']],
        ['after-failure', ['echo', 'c']],
      ],
      [['always', ['true']]],
      [['always', ['ls']]],
    ])
  })

  it.each([
    [`cat 'a b' "c d" e\\ f`, ['cat', 'a b', 'c d', 'e f']],
    [`rg "a\\|b\\.c" '$x \`y\`'`, ['rg', 'a\\|b\\.c', '$x `y`']],
    [`rg "say \\"x\\" \\$y"`, ['rg', 'say "x" $y']],
    [`ls "" ''`, ['ls', '', '']],
    ['ls \\\n  -la # all', ['ls', '-la']],
    [`rg foo$ "bar$"`, ['rg', 'foo$', 'bar$']],
    ['cat café/naïve.md 目录/文件', ['cat', 'café/naïve.md', '目录/文件']],
  ])('removes the quotes of %s', (source, words) => {
    expect(read(source)).toEqual([[['always', words]]])
  })

  it.each([
    ['ls >/dev/null', 'null', 'err'],
    ['ls 2>/dev/null', 'out', 'null'],
    ['ls 2>&1', 'out', 'out'],
    ['ls >/dev/null 2>&1', 'null', 'null'],
    ['ls 2>&1 >/dev/null', 'null', 'out'],
    ['ls &>/dev/null', 'null', 'null'],
    ['ls >&2', 'err', 'err'],
  ])('follows the redirects of %s', (source, stdout, stderr) => {
    const [statement] = readShell(source)
    expect(statement).toMatchObject({ steps: [{ pipeline: [{ stdout, stderr }] }] })
  })

  it('tells the line of every statement', () => {
    expect(readShell('ls\n\n# note\ncat a\nls $x').map(({ line }) => line)).toEqual([0, 3, 4])
  })

  it.each([
    ['ls > out', 'redirect'],
    ['ls >> /dev/null', 'redirect'],
    ['ls > "/dev/null"x', 'redirect'],
    ['ls 3>/dev/null', 'redirect'],
    ['ls {fd}>/dev/null', 'redirect'],
    ['cat < a', 'redirect'],
    ['cat <<< a', 'redirect'],
    ['cat <<E\na\nE', 'redirect'],
    ['ls |& head', 'redirect'],
    ['ls &', 'background'],
    ['coproc ls', 'background'],
    ['ls $(id)', 'substitution'],
    ['ls "`id`"', 'substitution'],
    ['cat <(ls)', 'substitution'],
    ['ls $HOME', 'expansion'],
    ['ls "${x:-y}"', 'expansion'],
    ['ls $((1+1))', 'expansion'],
    ['ls {a,b}', 'expansion'],
    ['ls ~', 'expansion'],
    [`ls $'\\x2d'`, 'expansion'],
    ['ls !(a)', 'expansion'],
    ['X=1 ls', 'assignment'],
    ['X=1', 'assignment'],
    ['(ls)', 'compound'],
    ['{ ls; }', 'compound'],
    ['if true; then ls; fi', 'compound'],
    ['while true; do ls; done', 'compound'],
    ['f() { ls; }', 'compound'],
    ['! ls', 'compound'],
    ['time ls', 'compound'],
    ['[[ -f a ]]', 'compound'],
    ['ls "a', 'syntax'],
    ['ls | | head', 'syntax'],
    ['ls\u00A0a', 'character'],
    ['ls \u202Ea', 'character'],
    ['ls\rrm a', 'character'],
    ['ls \0a', 'character'],
  ])('refuses %j', (source, code) => {
    expect(read(source)).toContain(code)
  })
})
