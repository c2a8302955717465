import { isUtf8 } from 'node:buffer'
import { objectShapes, recordShape, type Field } from '@partial-trust/core'
import { longestLine } from './line-splitter.js'
import { scannerModule } from './scanner-module.js'

/** What the WebAssembly module of packages/analysis/wasm/record-scanner.ts exports. */
type ScannerExports = {
  readonly INPUT: WebAssembly.Global
  readonly ROWS: WebAssembly.Global
  scan(from: number, to: number): number
  getRowCount(): number
  dropRows(): void
  getPairCount(): number
  pairAt(index: number): number
  endingAt(index: number): number
  cohortAt(index: number): number
  stringStart(id: number): number
  stringLength(id: number): number
  getOutside(): number
  setWindow(sinceMs: number, untilMs: number): void
  defineKey(context: number, field: number, child: number, length: number): void
  internInput(length: number): number
}

/** Objects whose keys mean something: the line itself and three inside it. */
const line = 1
const meta = 2
const candidate = 3
const diff = 4

/** The objects of a record that the module looks into, by its numbers. */
const contexts: Readonly<Record<string, number>> = {
  model_meta: meta,
  llm_summary: candidate,
  diff_summary: diff,
}

/** [object, key, field, what an object under it is], from the record's shape. */
const keys: readonly (readonly [number, string, number, number])[] = [
  ...keysIn(line, recordShape),
  ...Object.entries(contexts).flatMap(([name, context]) =>
    keysIn(context, isObjectName(name) ? objectShapes[name] : {}),
  ),
]

function keysIn(
  context: number,
  shape: Readonly<Record<string, Field>>,
): readonly (readonly [number, string, number, number])[] {
  return Object.entries(shape).flatMap(([key, { scan }]) =>
    scan === undefined ? [] : [[context, key, scan, contexts[key] ?? 0] as const],
  )
}

function isObjectName(name: string): name is keyof typeof objectShapes {
  return Object.hasOwn(objectShapes, name)
}

const memoryPages = 64

/** Scans lines in WebAssembly; one instance belongs to one scan, since it learns from what it sees. */
export class RecordScanner {
  readonly #memory: WebAssembly.Memory
  readonly #exports: ScannerExports
  readonly view: DataView
  readonly bytes: Buffer
  /** Where the caller puts lines; room for one of the longest. */
  readonly inputStart: number
  readonly rowsStart: number

  constructor(sinceMs: number, untilMs: number) {
    this.#memory = new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages })
    this.#exports = instantiate(this.#memory)
    this.view = new DataView(this.#memory.buffer)
    this.bytes = Buffer.from(this.#memory.buffer)
    this.inputStart = Number(this.#exports.INPUT.value)
    this.rowsStart = Number(this.#exports.ROWS.value)
    for (const [context, key, field, child] of keys) {
      this.#exports.defineKey(context, field, child, this.bytes.write(key, this.inputStart))
    }
    // The module knows these by their ids, 1 to 3.
    for (const status of ['not_sampled', 'skipped', 'unknown']) {
      this.#exports.internInput(this.bytes.write(status, this.inputStart))
    }
    this.#exports.setWindow(sinceMs, untilMs)
  }

  get input(): Buffer {
    return this.bytes.subarray(this.inputStart, this.inputStart + longestLine)
  }

  /** Whether the first `length` bytes of the input are UTF-8; the scan itself does not look. */
  isText(length: number): boolean {
    return isUtf8(this.input.subarray(0, length))
  }

  /**
   * Scans the first `length` bytes of the input, which end with a newline. `take` is called with the
   * number of rows whenever they have to be taken away.
   */
  scan(length: number, take: (rows: number) => void): void {
    const end = this.inputStart + length
    let position = this.inputStart
    while (position < end) {
      position = this.#exports.scan(position, end)
      const rows = this.#exports.getRowCount()
      if (rows > 0) take(rows)
      this.#exports.dropRows()
    }
  }

  get outside(): number {
    return this.#exports.getOutside()
  }

  /** Lines about which there is nothing to say, by (cohort, ending). */
  *pairs(): Iterable<Pair> {
    for (let index = 0; index < this.#exports.getPairCount(); index += 1) {
      const at = this.#exports.pairAt(index)
      yield {
        cohort: this.view.getInt32(at, true),
        ending: this.view.getInt32(at + 4, true),
        times: this.view.getFloat64(at + 8, true),
        firstMs: this.view.getFloat64(at + 16, true),
        lastMs: this.view.getFloat64(at + 24, true),
      }
    }
  }

  ending(index: number): EndingText {
    const at = this.#exports.endingAt(index)
    return {
      status: this.#text(this.view.getUint16(at, true)),
      reasonCode: this.#text(this.view.getUint16(at + 2, true)),
      schema: this.#text(this.view.getUint16(at + 4, true)),
      sampled: this.view.getUint16(at + 6, true) === 1,
    }
  }

  cohort(index: number): CohortText {
    const at = this.#exports.cohortAt(index)
    const id = (field: number): string | null =>
      this.#text(this.view.getUint16(at + field * 2, true))
    return {
      corridor: id(0),
      epoch: id(1),
      stage: id(2),
      mode: id(3),
      model: id(4),
      sampleRate: id(5),
    }
  }

  #text(id: number): string | null {
    if (id === 0) return null
    const start = this.#exports.stringStart(id)
    return this.bytes.toString('utf8', start, start + this.#exports.stringLength(id))
  }
}

export type Pair = {
  readonly cohort: number
  readonly ending: number
  readonly times: number
  /** Infinite when none of them names a readable time. */
  readonly firstMs: number
  readonly lastMs: number
}

/** Text as it stands in the log; null where the record has none. Numbers are text still. */
export type EndingText = {
  readonly status: string | null
  readonly reasonCode: string | null
  readonly schema: string | null
  readonly sampled: boolean
}

export type CohortText = {
  readonly corridor: string | null
  readonly epoch: string | null
  readonly stage: string | null
  readonly mode: string | null
  readonly model: string | null
  readonly sampleRate: string | null
}

let compiled: WebAssembly.Module | undefined

function instantiate(memory: WebAssembly.Memory): ScannerExports {
  compiled ??= new WebAssembly.Module(Buffer.from(scannerModule, 'base64'))
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  if (!isScanner(exports))
    throw new TypeError('the scanner module is not the one this code was built with')
  return exports
}

function isScanner(exports: object): exports is ScannerExports {
  return 'scan' in exports && 'INPUT' in exports && 'internInput' in exports
}
