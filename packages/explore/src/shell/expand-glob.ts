import { readdirSync, statSync } from 'node:fs'
import { checkPath } from '../guard/check-path.js'
import { refuse, type Refused } from '../guard/refusal.js'
import type { GlobPiece, ShellWord } from './shell.js'

const mostMatches = 1_000

/**
 * The words a shell would put in place of a pattern: the matching paths, sorted, or the pattern
 * itself when nothing matches. Matching happens here, inside the tree only; hidden files need a
 * written dot, as in a shell. What the paths lead to is checked with all other arguments.
 */
export function expandGlob(root: string, word: ShellWord): readonly string[] | Refused {
  if (word.glob === null) return [word.text]
  const segments = splitSegments(word.glob)
  const texts = segments.map((segment) => segment.map(pieceText).join(''))
  if (texts[0] === '' || texts.includes('..')) {
    return refuse('path-outside', `the pattern "${word.text}" could leave the repository`)
  }
  let found: string[] = ['']
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1
    const next = matchSegment(root, found, segment, isLast)
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
): string[] | Refused {
  const literal = segment.every(({ kind }) => kind === 'literal')
  const pattern = literal ? null : segmentPattern(segment)
  if (pattern !== null && 'code' in pattern) return pattern
  const found: string[] = []
  for (const base of bases) {
    const inside = checkPath(root, base === '' ? '.' : base)
    if (inside.kind === 'refused') return inside
    const names =
      pattern === null
        ? [segment.map(pieceText).join('')]
        : listNames(`${root}/${base}`).filter((name) => pattern.test(name))
    for (const name of names) {
      const path = base === '' ? name : `${base}/${name}`
      const entry = statSync(`${root}/${path}`, { throwIfNoEntry: false })
      if (entry === undefined || (!isLast && !entry.isDirectory())) continue
      found.push(path)
      if (found.length > mostMatches) {
        return refuse('too-much', `the pattern matches more than ${mostMatches} files`)
      }
    }
  }
  return found
}

function listNames(directory: string): string[] {
  try {
    return readdirSync(directory)
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

function segmentPattern(segment: readonly GlobPiece[]): RegExp | Refused {
  const hidden = segment[0]?.kind === 'literal' && segment[0].text.startsWith('.')
  const parts: string[] = []
  for (const piece of segment) {
    if (piece.kind === 'bracket' && !/^\[!?[\p{L}\p{N}_.-]+\]$/u.test(piece.text)) {
      return refuse(
        'syntax',
        `the pattern "${piece.text}": only letters, digits and ranges are read`,
      )
    }
    parts.push(piecePattern(piece))
  }
  try {
    return new RegExp(`^${hidden ? '' : '(?!\\.)'}${parts.join('')}$`, 'su')
  } catch {
    return refuse('syntax', `the pattern "${segment.map(pieceText).join('')}" is not valid`)
  }
}

function piecePattern(piece: GlobPiece): string {
  switch (piece.kind) {
    case 'literal':
      return piece.text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')
    case 'star':
      return '[^/]*'
    case 'question':
      return '[^/]'
    case 'bracket':
      return piece.text.replace(/^\[!/u, '[^')
  }
}
