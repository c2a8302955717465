import { fencesOf } from '../docs/markdown.ts'
import type { Block } from '../docs/markdown.ts'

/** What a reader of a guide does, in order: writes a file, or runs some lines. */
export type Step =
  | { readonly kind: 'write'; readonly line: number; readonly name: string; readonly text: string }
  | {
      readonly kind: 'run'
      readonly line: number
      readonly text: string
      /** What the output must contain; null: anything. */
      readonly expect: string | null
    }

/**
 * The blocks of a page as steps. Shell blocks run; every other block is a file, named in its first
 * line as a comment.
 *
 * @throws {Error} when a block is neither.
 */
export function stepsOf(markdown: string): readonly Step[] {
  return fencesOf(markdown).map((block) => {
    const text = `${block.lines.join('\n')}\n`
    const { line } = block
    if (block.language === 'sh') {
      return { kind: 'run', line, text, expect: block.notes.get('expect') ?? null }
    }
    return { kind: 'write', line, name: nameOf(block), text }
  })
}

function nameOf({ line, language, lines }: Block): string {
  const name = /^(?:\/\/|#) ([\w.-]+)$/.exec(lines[0] ?? '')?.[1]
  if (name === undefined) throw new Error(`line ${line}: a ${language} block that names no file`)
  return name
}
