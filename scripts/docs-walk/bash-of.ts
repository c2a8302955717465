import type { Step } from './steps.ts'

/** Stands before the output of every step: a byte that no command prints, and the step's line. */
export const mark = '\u001E'

/**
 * One shell session for all steps, so that what a reader exports stays exported. It stops at the
 * first line that fails.
 *
 * @param packages What stands in for the registry: names of packages and where each is packed.
 */
export function bashOf(steps: readonly Step[], packages: ReadonlyMap<string, string>): string {
  const parts = steps.map((step) => {
    const work = step.kind === 'write' ? heredoc(step) : fromPacked(step.text, packages)
    return `printf '\\n${mark}%s\\n' ${step.line}\n${work}`
  })
  return ['set -euo pipefail', 'exec 2>&1', ...parts, ''].join('\n')
}

function heredoc({ name, text }: Extract<Step, { kind: 'write' }>): string {
  return `cat > ${name} <<'END_OF_FILE'\n${text}END_OF_FILE\n`
}

/** `npm install` of our own packages takes all that are packed: they name each other by version. */
function fromPacked(text: string, packages: ReadonlyMap<string, string>): string {
  return text.replaceAll(/^npm install (.*)$/gm, (line, words: string) => {
    const others = words.split(' ').filter((word) => !packages.has(word))
    if (others.length === words.split(' ').length) return line
    const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
    return ['npm install', ...quiet, ...packages.values(), ...others].join(' ')
  })
}

/** Output of each step by its line. */
export function outputsOf(output: string): ReadonlyMap<number, string> {
  const parts = output.split(`\n${mark}`).slice(1)
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n')
      return [Number(part.slice(0, end)), part.slice(end + 1)]
    }),
  )
}
