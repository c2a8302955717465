import { cellSpan, type Cell, type CellKey, type CellSpan } from './cell.js'
import { countWidth, emptyVector, type CountVector } from './counts.js'

/**
 * A cell of the past, for whoever holds a year of them: its counts lie in a seventh of the memory of a vector, and are
 * made one whenever they are read. The same numbers, to the digit; who reads them twice has two vectors.
 */
export class KeptCell implements Cell {
  readonly key: CellKey
  readonly span?: CellSpan
  readonly #counts: string

  private constructor(key: CellKey, span: CellSpan | null, counts: string) {
    this.key = key
    if (span !== null) this.span = span
    this.#counts = counts
  }

  /** As the cell is now. One whose numbers are no whole ones is kept as it is. */
  static of(cell: Cell): Cell {
    const counts = pack(cell.vector)
    return counts === null ? cell : new KeptCell(cell.key, cellSpan(cell), counts)
  }

  get vector(): CountVector {
    return unpack(this.#counts)
  }
}

/** A character holds so much of a number, and one bit that says whether there is more of it. */
const [sevenBits, more] = [128, 128] as const

/**
 * Where there is a number and then the number, in characters of a byte each: most of a vector is empty, and what is
 * not is small. Null where a number is no whole one.
 */
function pack(vector: CountVector): string | null {
  const codes: number[] = []
  for (let place = 0; place < vector.length; place += 1) {
    const value = vector[place] ?? 0
    if (value === 0) continue
    if (!Number.isSafeInteger(value) || value < 0) return null
    codes.push(place)
    let left = value
    for (; left >= sevenBits; left = Math.floor(left / sevenBits))
      codes.push((left % sevenBits) + more)
    codes.push(left)
  }
  return String.fromCharCode(...codes)
}

function unpack(counts: string): CountVector {
  const vector = emptyVector()
  for (let at = 0; at < counts.length;) {
    const place = counts.charCodeAt(at++)
    let [value, worth, code] = [0, 1, counts.charCodeAt(at++)]
    for (; code >= more; code = counts.charCodeAt(at++)) {
      value += (code - more) * worth
      worth *= sevenBits
    }
    vector[place] = value + code * worth
  }
  return vector
}

if (countWidth > 256) throw new RangeError('a place of a vector is no longer one character')
