import type { Word, WordPart } from 'unbash'
import { refuse, type Refused } from '../guard/refusal.js'
import type { GlobPiece, ShellWord } from './shell.js'

/** Removes the quotes of a word; whatever a shell would expand, except a file pattern, is refused. */
export function readWord(word: Word): ShellWord | Refused {
  if (word.text.startsWith('~')) {
    return refuse('expansion', `"${word.text}" would expand to a home directory`)
  }
  if (word.parts === undefined) return { text: word.value, glob: null }
  const pieces: GlobPiece[] = []
  for (const part of word.parts) {
    const read = readPart(part)
    if ('code' in read) return read
    pieces.push(read)
  }
  const isGlob = pieces.some(({ kind }) => kind !== 'literal')
  return {
    text: isGlob ? word.value : pieces.map(literalText).join(''),
    glob: isGlob ? pieces : null,
  }
}

function literalText(piece: GlobPiece): string {
  return piece.kind === 'literal' ? piece.text : ''
}

function readPart(part: WordPart): GlobPiece | Refused {
  if (part.type === 'Literal' || part.type === 'SingleQuoted') {
    return { kind: 'literal', text: part.value }
  }
  if (part.type === 'DoubleQuoted') {
    const texts: string[] = []
    for (const child of part.parts) {
      if (child.type !== 'Literal') return refuseExpansion(child)
      texts.push(child.value)
    }
    return { kind: 'literal', text: texts.join('') }
  }
  if (part.type !== 'Glob') return refuseExpansion(part)
  return part.kind === 'bracket' ? { kind: 'bracket', text: part.text } : { kind: part.kind }
}

type Expansion = Exclude<WordPart, { type: 'Literal' | 'SingleQuoted' | 'DoubleQuoted' | 'Glob' }>

function refuseExpansion(part: Expansion): Refused {
  const { text } = part
  switch (part.type) {
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      return refuse('substitution', `"${text}" would run a command inside a command`)
    case 'SimpleExpansion':
    case 'ParameterExpansion':
      return refuse('expansion', `"${text}" would be replaced by a variable; there are none here`)
    case 'ArithmeticExpansion':
      return refuse('expansion', `"${text}" would be calculated by the shell`)
    case 'BraceExpansion':
      return refuse('expansion', `"${text}" would expand to several words: write them out`)
    case 'ExtendedGlob':
      return refuse('expansion', `"${text}" is an extended pattern; only *, ? and […] are read`)
    case 'AnsiCQuoted':
    case 'LocaleString':
      return refuse('expansion', `"${text}" is a quote that rewrites its text: use '…' or "…"`)
  }
}
