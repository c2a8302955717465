import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Translation } from './translate-trace.ts'

const files = ['control.pml', 'trace.pml'] as const

/** What is missing of the programs that check the model, in a sentence; null where nothing is. */
export function whatIsMissing(programs: readonly string[] = ['spin', 'gcc']): string | null {
  const missing = programs.filter((name) => spawnSync(name, ['-V']).error !== undefined)
  if (missing.length === 0) return null
  return `the model was not checked: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not installed (Debian: apt install spin gcc)`
}

export type Checked = {
  readonly states: number
  readonly transitions: number
  readonly errors: number
  readonly seconds: number
  /** Of the first error: what was asserted, and how many steps lead to it. */
  readonly counterexample: { readonly assertion: string; readonly steps: number } | null
}

/** Looks at everything that can happen in the model. @throws {Error} when that could not be done. */
export function checkModel(defines: readonly string[]): Checked {
  return inFolder((folder) => {
    const run = (program: string, args: readonly string[]): string =>
      execFileSync(program, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
    run('spin', ['-a', ...defines.map((name) => `-D${name}`), 'control.pml'])
    run('gcc', ['-O2', '-DSAFETY', '-DCOLLAPSE', '-w', '-o', 'pan', 'pan.c'])
    const beganMs = performance.now()
    const said = run('./pan', ['-m200000'])
    const number = (pattern: RegExp): number => Number(pattern.exec(said)?.[1] ?? Number.NaN)
    const errors = number(/errors: (\d+)/u)
    if (Number.isNaN(errors) || /max search depth too small|out of memory/u.test(said)) {
      throw new Error(`the search was not exhaustive:\n${said}`)
    }
    const trail = errors === 0 ? '' : run('./pan', ['-r'])
    return {
      states: number(/(\d+) states, stored/u),
      transitions: number(/(\d+) transitions/u),
      errors,
      seconds: (performance.now() - beganMs) / 1000,
      counterexample:
        errors === 0
          ? null
          : {
              assertion: /assertion violated (.*?) \(at/u.exec(said)?.[1] ?? said,
              steps: trail.split('\n').filter((line) => /^\s*\d+:\s+proc/u.test(line)).length,
            },
    }
  })
}

export type Judged =
  | { readonly kind: 'accepted' }
  /** The step, from 0, that the model cannot take, or at which an assertion fails. */
  | { readonly kind: 'refused'; readonly why: string }

/** Whether the model can do what a trace says was done. */
export function judgeTrace({ defines, text }: Translation): Judged {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'trace.inc'), text)
    const args = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`)
    const { stdout } = spawnSync('spin', ['-DTRACE', ...args, 'control.pml'], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (/^\s*accepted$/mu.test(stdout)) return { kind: 'accepted' }
    const assertion = /text of failed assertion: (.*)/u.exec(stdout)?.[1]
    const at = /\bk = (\d+)/u.exec(stdout)?.[1]
    return { kind: 'refused', why: assertion ?? (at === undefined ? stdout.trim() : `step ${at}`) }
  })
}

function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'model-'))
  try {
    for (const name of files) copyFileSync(new URL(name, import.meta.url), join(folder, name))
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
