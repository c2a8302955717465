import { readdirSync } from 'node:fs'
import { checkPath } from '../guard/check-path.js'
import { refuse, type Refused } from '../guard/refusal.js'
import { targetOf } from '../tree/entry-at.js'
import { matchesName, namePattern, type NamePattern } from './match-name.js'
import type { GlobPiece, ShellWord } from './shell.js'

const mostMatches = 1_000

/** How many names patterns may be compared with, and how many still. */
export type NamePurse = { readonly most: number; left: number }

/**
 * The words a shell would put in place of a pattern: the matching paths, sorted, or the pattern
 * itself when nothing matches. Matching happens here, inside the tree only; hidden files need a
 * written dot, as in a shell. What the paths lead to is checked with all other arguments.
 *
 * @param purse Shared by all patterns of a run.
 */
export function expandGlob(
  root: string,
  word: ShellWord,
  purse: NamePurse,
): readonly string[] | Refused {
  if (word.glob === null) return [word.text]
  const segments = splitSegments(word.glob)
  const texts = segments.map((segment) => segment.map(pieceText).join(''))
  if (texts[0] === '' || texts.includes('..')) {
    return refuse('path-outside', `the pattern "${word.text}" could leave the repository`)
  }
  let found: string[] = ['']
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1
    const next = matchSegment(root, found, segment, isLast, purse)
    if (!Array.isArray(next)) return next
    found = next
  }
  if (found.length === 0) return [word.text]
  const odd = found.find((path) => path.startsWith('-'))
  if (odd !== undefined) {
    return refuse(
      'bad-value',
      `the pattern "${word.text}" matches "${odd}", which would be read as an option`,
    )
  }
  return found.toSorted()
}

function matchSegment(
  root: string,
  bases: readonly string[],
  segment: readonly GlobPiece[],
  isLast: boolean,
  purse: NamePurse,
): string[] | Refused {
  const found: string[] = []
  for (const base of bases) {
    const inside = checkPath(root, base === '' ? '.' : base)
    if (inside.kind === 'refused') return inside
    const names = namesFor(`${root}/${base}`, segment, purse)
    if (!Array.isArray(names)) return names
    for (const name of names) {
      const path = base === '' ? name : `${base}/${name}`
      const entry = targetOf(`${root}/${path}`)
      if (!isLast && entry?.isDirectory() !== true) continue
      if (entry === null && isLiteral(segment)) continue
      found.push(path)
      if (found.length > mostMatches) {
        return refuse('too-much', `the pattern matches more than ${mostMatches} files`)
      }
    }
  }
  return found
}

function isLiteral(segment: readonly GlobPiece[]): boolean {
  return segment.every(({ kind }) => kind === 'literal')
}

function namesFor(
  directory: string,
  segment: readonly GlobPiece[],
  purse: NamePurse,
): string[] | Refused {
  const text = segment.map(pieceText).join('')
  if (isLiteral(segment)) return [text]
  const pattern = namePattern(segment)
  if (pattern === null) {
    return refuse('syntax', `the pattern "${text}": only letters, digits and ranges are read`)
  }
  const hidden = segment[0]?.kind === 'literal' && segment[0].text.startsWith('.')
  const all = listNames(directory)
  purse.left -= all.length
  if (purse.left < 0) {
    return refuse('too-much', `the patterns of this plan look at more than ${purse.most} names`)
  }
  return pick(all, pattern, hidden, text)
}

function pick(
  all: readonly Buffer[],
  pattern: NamePattern,
  hidden: boolean,
  text: string,
): string[] | Refused {
  const names: string[] = []
  for (const bytes of all) {
    const name = bytes.toString('utf8')
    if ((name.startsWith('.') && !hidden) || !matchesName(pattern, name)) continue
    if (!Buffer.from(name, 'utf8').equals(bytes)) {
      return refuse(
        'character',
        `the pattern "${text}" matches "${name}", a name that is not UTF-8`,
      )
    }
    names.push(name)
  }
  return names
}

function listNames(directory: string): Buffer[] {
  try {
    return readdirSync(directory, { encoding: 'buffer' })
  } catch {
    return [] // unreadable or gone: nothing matches there
  }
}

function splitSegments(pieces: readonly GlobPiece[]): GlobPiece[][] {
  const segments: GlobPiece[][] = [[]]
  for (const piece of pieces) {
    if (piece.kind !== 'literal') {
      segments.at(-1)?.push(piece)
      continue
    }
    for (const [index, text] of piece.text.split('/').entries()) {
      if (index > 0) segments.push([])
      if (text !== '') segments.at(-1)?.push({ kind: 'literal', text })
    }
  }
  return segments
}

function pieceText(piece: GlobPiece): string {
  switch (piece.kind) {
    case 'literal':
    case 'bracket':
      return piece.text
    case 'star':
      return '*'
    case 'question':
      return '?'
  }
}
