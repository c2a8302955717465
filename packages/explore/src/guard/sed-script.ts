import { refuse, type Refused } from './refusal.js'

/** Commands that print, count or skip; none takes a file name or runs anything. */
const harmless = new Set(['p', 'P', '=', 'l', 'd', 'n', 'N', 'h', 'H', 'g', 'G', 'x', '}'])
const dangers: Readonly<Record<string, string>> = {
  w: 'writes a file',
  W: 'writes a file',
  e: 'runs a program',
  r: 'reads a file from anywhere',
  R: 'reads a file from anywhere',
  F: 'is not needed here',
  b: 'jumps, so that the script might never end',
  t: 'jumps, so that the script might never end',
  T: 'jumps, so that the script might never end',
  D: 'starts over, so that the script might never end',
}

/**
 * Reads a sed script that can only print: addresses, blocks and the commands
 * `p P = l d n N h H g G x q Q s y`. Where sed's own reading could differ from this one (a delimiter
 * inside a bracket, say) the script is refused.
 */
export function checkSedScript(script: string): Refused | null {
  const reader = new Reader(script)
  while (!reader.done()) {
    const problem = reader.readCommand()
    if (problem !== null) return refuse('bad-script', `sed script "${script}": ${problem}`)
  }
  return null
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  done(): boolean {
    this.#skip(/[\s;]*/uy)
    return this.#at >= this.#text.length
  }

  /** Reads one command with its addresses; answers with what is wrong about it. */
  readCommand(): string | null {
    const problem = this.#readAddresses()
    if (problem !== null) return problem
    this.#skip(/\s*(?:!\s*)?/uy)
    const command = this.#next()
    if (command === '') return 'an address without a command'
    if (command === '{') return null
    if (command === 's') return this.#readSubstitution()
    if (command === 'y') return this.#readDelimited(2) ?? this.#readEnd()
    if (command === 'q' || command === 'Q') {
      this.#skip(/\s*\d{0,3}/uy)
      return this.#readEnd()
    }
    if (harmless.has(command)) return this.#readEnd()
    const danger = Object.hasOwn(dangers, command) ? dangers[command] : undefined
    return danger === undefined
      ? `the command "${command}" is not on the list of commands known to only print`
      : `the command "${command}" ${danger}`
  }

  #readAddresses(): string | null {
    const first = this.#readAddress()
    if (first.problem !== null) return first.problem
    if (!first.found) return null
    this.#skip(/\s*/uy)
    if (!this.#skip(/,/uy)) return null
    this.#skip(/\s*/uy)
    const second = this.#readAddress(true)
    if (second.problem !== null) return second.problem
    return second.found ? null : 'a range without an end'
  }

  #readAddress(second = false): { found: boolean; problem: string | null } {
    if (this.#skip(/\d{1,9}(?:~\d{1,9})?|\$/uy)) return { found: true, problem: null }
    if (second && this.#skip(/[+~]\d{1,9}/uy)) return { found: true, problem: null }
    if (this.#text[this.#at] !== '/') return { found: false, problem: null }
    const problem = this.#readDelimited(1)
    this.#skip(/[IM]{0,2}/uy)
    return { found: true, problem }
  }

  #readSubstitution(): string | null {
    const problem = this.#readDelimited(2)
    if (problem !== null) return problem
    this.#skip(/[gpiIM\d]*/uy)
    const flag = this.#text[this.#at]
    if (flag === 'e') return 'the flag "e" of "s" runs a program'
    if (flag === 'w') return 'the flag "w" of "s" writes a file'
    return this.#readEnd()
  }

  /** Reads `/a/` (one part) or `/a/b/` (two parts), for any delimiter that is not a letter or digit. */
  #readDelimited(parts: 1 | 2): string | null {
    const delimiter = this.#next()
    if (!/^[/|#,:;@%!_~]$/u.test(delimiter))
      return `"${delimiter}" cannot stand around a pattern here`
    for (let part = 0; part < parts; part += 1) {
      const start = this.#at
      for (;;) {
        const character = this.#next()
        if (character === '') return 'a pattern that does not end'
        if (character === '\n') return 'a line end inside a pattern'
        if (character === '\\') {
          if (/^[\n]?$/u.test(this.#next())) return 'a pattern that does not end'
        } else if (character === delimiter) break
      }
      const written = this.#text.slice(start, this.#at - 1)
      if (part === 0 && hasOpenBracket(written)) {
        return 'a bracket that holds the delimiter can be read in two ways: choose another delimiter'
      }
    }
    return null
  }

  #readEnd(): string | null {
    this.#skip(/[ \t]*/uy)
    const character = this.#text[this.#at]
    if (character === undefined || character === ';' || character === '\n' || character === '}') {
      return null
    }
    if (character === 'w' || character === 'e')
      return `"${character}" after a command may write or run`
    return `"${this.#text.slice(this.#at, this.#at + 8)}" after a command`
  }

  #next(): string {
    const character = this.#text[this.#at] ?? ''
    this.#at += character.length
    return character
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    this.#at += found?.[0].length ?? 0
    return found !== null && found[0] !== ''
  }
}

/** Whether a `[` is still open at the end: then the delimiter stood inside the bracket. */
function hasOpenBracket(pattern: string): boolean {
  const closed = pattern.replaceAll(/\\./gsu, '').replaceAll(/\[\^?\]?[^\]]*\]/gu, '')
  return closed.includes('[')
}
