// AssemblyScript, compiled to WebAssembly by `npm run build:scanner` (see docs/adr/012-scanner-in-webassembly.md).
//
// Scans complete lines of a risk log byte by byte. A line it understands, every byte of it checked
// against the JSON grammar, becomes a row of numbers or, when there is nothing to say about a
// candidate, one more in a pair's count. Everything else (arrays, escapes in keys, duplicate keys,
// unusual numbers and times, and whatever is not valid JSON) it hands back as `odd`: JSON.parse
// then judges. So it never accepts what JSON.parse refuses. UTF-8 is checked by the caller.
//
// Speed comes from prediction: after a key, the key that followed it last time is compared as a
// whole, `"key": ` in one to three vector instructions, and so are values that repeat.

// Fields; the caller names their keys with defineKey. Up to lastText: text that is interned.
const CORRIDOR = 1, EPOCH = 2, STAGE = 3, MODE = 4, MODEL = 5, STATUS = 6, REASON = 7, INSTANCE = 8
const lastText = 8
const RATE = 9, SCHEMA = 10 // numbers that are interned as text
const TIMESTAMP = 11, TRACE = 12, COMMAND = 13 // text kept as a span
const LATENCY = 14, DEADLINE = 15, INPUT_TOKENS = 16, OUTPUT_TOKENS = 17, CONFIDENCE = 18
const SAMPLED = 19, DIFF = 20
const FIRST_MARK = 21, LAST_MARK = 24 // the booleans of the diff, in the record's order

// Ids of strings that the caller interns first. In the first two statuses nobody was asked.
const NOT_SAMPLED = 1, SKIPPED = 2, UNKNOWN = 3

// Flags of a row.
const F_DIFF = 1, F_SAMPLED = 8, F_ODD = 16, F_FIRST_MARK = 32, F_WHOLE = 512

// Memory, in bytes. Nothing else lives here: the module has no heap.
const KNOWN = 0x1000, KNOWN_SIZE = 64, KNOWN_MOST = 64
const SLOTS = 0x3000 // interned ids of the line, 4 bytes a field
const NUMBERS = 0x3100 // numbers of the line, 8 bytes a field
const SPANS = 0x3200 // start and length, 8 bytes a field
const ENDINGS = 0x4000, ENDING_MOST = 1024 // 8 bytes each
const COHORTS = 0x8000, COHORT_MOST = 1024 // 16 bytes each
const PAIR_SLOTS = 0xc000, PAIR_SLOT_COUNT = 8192 // 4 bytes each
const NODES = 0x14000, NODE_SIZE = 128, NODE_MOST = 512
const PAIRS = 0x24000, PAIR_SIZE = 32, PAIR_MOST = 4096
const STRINGS = 0x44000, STRING_MOST = 16384 // start, length, hash: 12 bytes each
const STRING_SLOTS = 0x74000, STRING_SLOT_COUNT = 32768
const HEAP = 0x94000, HEAP_END = 0x194000
export const ROWS: i32 = 0x194000
const ROW_SIZE = 80, ROW_MOST = 4096
export const INPUT: i32 = 0x1e8000

// A node: one key as it was written, with what is expected of it.
const KEY_LENGTH = 0, FIELD = 4, NEXT = 8, CHILD = 12, CONTEXT = 16, CHILD_CONTEXT = 20
const VALUE_LENGTH = 24, VALUE_ID = 28, KEY = 32, VALUE = 80, PATTERN_MOST = 48

let knownCount: i32 = 0
let nodeCount: i32 = 1 // node 0 stands before a line's outermost object
let stringCount: i32 = 1 // id 0 is null
let heapTop: i32 = HEAP
let endingCount: i32 = 0
let cohortCount: i32 = 0
let pairCount: i32 = 0
let rowCount: i32 = 0

let outside: f64 = 0
let sinceMs: f64 = -Infinity
let untilMs: f64 = Infinity

let seen: i64 = 0
let flags: i32 = 0
let depth: i32 = 0
let escaped: bool = false
let afterKey: i32 = 0
let number: f64 = 0
let plainNumber: bool = false

let dayText: u64 = 0
let dayTail: u32 = 0
let dayMs: f64 = NaN
let atMs: f64 = NaN

let laneA: u32 = 0
let laneB: u32 = 0

// --- what the caller needs ---

export function getStringCount(): i32 { return stringCount }
export function stringStart(id: i32): i32 { return load<i32>(STRINGS + id * 12) }
export function stringLength(id: i32): i32 { return load<i32>(STRINGS + id * 12 + 4) }
export function getRowCount(): i32 { return rowCount }
export function dropRows(): void { rowCount = 0 }
export function getOutside(): f64 { return outside }
export function getPairCount(): i32 { return pairCount }
export function pairAt(index: i32): i32 { return PAIRS + index * PAIR_SIZE }
export function endingAt(index: i32): i32 { return ENDINGS + index * 8 }
export function cohortAt(index: i32): i32 { return COHORTS + index * 16 }

export function setWindow(since: f64, until: f64): void {
  sinceMs = since
  untilMs = until
}

/** Names a key, already in INPUT: in objects of `context`, it is `field`; its objects are `child`. */
export function defineKey(context: i32, field: i32, child: i32, length: i32): void {
  const entry = KNOWN + knownCount * KNOWN_SIZE
  knownCount += 1
  store<i32>(entry, context)
  store<i32>(entry + 4, field)
  store<i32>(entry + 8, child)
  store<i32>(entry + 12, length)
  memory.copy(entry + 16, INPUT, length)
}

/** Interns the first `length` bytes of INPUT: the caller fixes the ids of two statuses that way. */
export function internInput(length: i32): i32 { return intern(INPUT, length) }

/**
 * Scans lines from `p` to `end`, which is just behind a newline. Answers where it stopped: at `end`,
 * or earlier when the rows are full and have to be taken away first.
 */
export function scan(p: i32, end: i32): i32 {
  while (p < end && rowCount < ROW_MOST) {
    const start = p
    p = line(p)
    if (p == 0) {
      p = lineEnd(start)
      odd(start, p - start)
      p += 1
    }
  }
  return p
}

// --- lines ---

function line(p: i32): i32 {
  p = space(p)
  const first = load<u8>(p)
  if (first == 10) return p + 1
  if (first != 123) return 0
  v128.store(SLOTS, i64x2.splat(0))
  v128.store(SLOTS, i64x2.splat(0), 16)
  v128.store(SLOTS, i64x2.splat(0), 32)
  seen = 0
  flags = 0
  depth = 0
  p = object(p + 1, 1, NODES)
  if (p == 0) return 0
  if (load<u8>(p) != 10) {
    p = space(p)
    if (load<u8>(p) != 10) return 0
  }
  return finish() ? p + 1 : 0
}

function finish(): bool {
  if (!readTime()) return false
  if (!(atMs >= sinceMs && atMs < untilMs) && !(sinceMs == -Infinity && untilMs == Infinity)) {
    outside += 1
    return true
  }
  const sampled = (flags & F_SAMPLED) != 0
  const status = load<i32>(SLOTS + STATUS * 4)
  const ending = findEnding(status, sampled)
  const cohort = findCohort()
  if (ending < 0 || cohort < 0) return false
  const plain = !sampled && (status == NOT_SAMPLED || status == SKIPPED) && (flags & F_DIFF) == 0 && !has(LATENCY)
  if (plain && countPair(cohort, ending)) return true
  // The two marks between the first and the last: a writer that leaves one out compared neither.
  if (((seen >> (FIRST_MARK + 1)) & 3) == 3) flags |= F_WHOLE
  const row = ROWS + rowCount * ROW_SIZE
  rowCount += 1
  store<f64>(row, atMs)
  store<f64>(row, numberOf(LATENCY), 8)
  store<f64>(row, numberOf(DEADLINE), 16)
  store<f64>(row, numberOf(INPUT_TOKENS), 24)
  store<f64>(row, numberOf(OUTPUT_TOKENS), 32)
  store<f64>(row, numberOf(CONFIDENCE), 40)
  store<f64>(row, identity(), 48)
  store<i32>(row, flags, 56)
  store<i32>(row, cohort, 60)
  store<i32>(row, ending, 64)
  return true
}

function odd(start: i32, length: i32): void {
  const row = ROWS + rowCount * ROW_SIZE
  rowCount += 1
  store<i32>(row, F_ODD, 56)
  store<i32>(row, start, 72)
  store<i32>(row, length, 76)
}

function lineEnd(p: i32): i32 {
  const newline = i8x16.splat(10)
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(p), newline))
    if (mask != 0) return p + ctz(mask)
    p += 16
  }
}

// --- JSON ---

// @ts-ignore: decorator
@inline
function space(p: i32): i32 {
  while (true) {
    const c = load<u8>(p)
    // A newline ends the line; everything else JSON calls white space is skipped.
    if (c != 32 && c != 9 && c != 13) return p
    p += 1
  }
}

function object(p: i32, context: i32, owner: i32): i32 {
  if (load<u8>(p) != 34) {
    p = space(p)
    if (load<u8>(p) == 125) return p + 1
    if (load<u8>(p) != 34) return 0
  }
  let link = owner + CHILD
  while (true) {
    let node = load<i32>(link)
    const length = load<i32>(node)
    if (node != 0 && same(p, node + KEY, length)) p += length
    else {
      node = key(p, context)
      if (node == 0) return 0
      store<i32>(link, node)
      p = afterKey
    }
    p = value(p, node)
    if (p == 0) return 0
    let c = load<u8>(p)
    if (c != 44 && c != 125) {
      p = space(p)
      c = load<u8>(p)
    }
    if (c == 125) return p + 1
    if (c != 44) return 0
    p += 1
    if (load<u8>(p) == 32) p += 1
    if (load<u8>(p) != 34) {
      p = space(p)
      if (load<u8>(p) != 34) return 0
    }
    link = node + NEXT
  }
}

/** Whether `length` (1 to 48) bytes are the same. Both sides may be read to 48 bytes. */
// @ts-ignore: decorator
@inline
function same(p: i32, q: i32, length: i32): bool {
  const first = i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(q)))
  if (length <= 16) return (~first & ((1 << length) - 1)) == 0
  if (first != 0xffff) return false
  const second = i8x16.bitmask(i8x16.eq(v128.load(p, 16), v128.load(q, 16)))
  if (length <= 32) return (~second & ((1 << (length - 16)) - 1)) == 0
  if (second != 0xffff) return false
  const third = i8x16.bitmask(i8x16.eq(v128.load(p, 32), v128.load(q, 32)))
  return (~third & ((1 << (length - 32)) - 1)) == 0
}

/** The node of a key that was not expected here; 0 for one that is better left to JSON.parse. */
function key(p: i32, context: i32): i32 {
  if (nodeCount >= NODE_MOST) return 0
  const name = p + 1
  const close = stringEnd(name)
  if (close == 0 || escaped) return 0
  let after = space(close + 1)
  if (load<u8>(after) != 58) return 0
  after = space(after + 1)
  const length = after - p
  if (length > PATTERN_MOST) return 0
  afterKey = after
  for (let i = 1; i < nodeCount; i += 1) {
    const node = NODES + i * NODE_SIZE
    if (load<i32>(node + CONTEXT) == context && load<i32>(node) == length && same(p, node + KEY, length)) return node
  }
  const node = NODES + nodeCount * NODE_SIZE
  nodeCount += 1
  store<i32>(node, length)
  store<i32>(node, context, CONTEXT)
  memory.copy(node + KEY, p, length)
  for (let i = 0; i < knownCount; i += 1) {
    const entry = KNOWN + i * KNOWN_SIZE
    const known = load<i32>(entry, 12)
    if (load<i32>(entry) != context || known != close - name || !same(name, entry + 16, known)) continue
    store<i32>(node, load<i32>(entry, 4), FIELD)
    store<i32>(node, load<i32>(entry, 8), CHILD_CONTEXT)
  }
  return node
}

function value(p: i32, node: i32): i32 {
  const field = load<i32>(node, FIELD)
  if (field != 0) {
    const bit: i64 = 1 << <i64>field
    if ((seen & bit) != 0) return 0 // a key given twice: the last one counts, and JSON.parse knows
    seen |= bit
    store<f64>(NUMBERS + field * 8, NaN)
  }
  const c = load<u8>(p)
  if (c == 34) return text(p + 1, node, field)
  if (c == 123) {
    if (depth >= 16) return 0
    depth += 1
    if (field == DIFF) flags |= F_DIFF
    p = object(p + 1, load<i32>(node, CHILD_CONTEXT), node)
    depth -= 1
    return p
  }
  if (c == 110) return load<u32>(p) == 0x6c6c756e ? p + 4 : 0
  if (c == 116) {
    if (load<u32>(p) != 0x65757274) return 0
    if (field == SAMPLED) flags |= F_SAMPLED
    else if (field >= FIRST_MARK && field <= LAST_MARK) flags |= F_FIRST_MARK << (field - FIRST_MARK)
    return p + 4
  }
  if (c == 102) return load<u32>(p, 1) == 0x65736c61 ? p + 5 : 0
  return figure(p, node, field)
}

function text(p: i32, node: i32, field: i32): i32 {
  const repeats = field <= lastText
  if (repeats) {
    const length = load<i32>(node, VALUE_LENGTH)
    if (length != 0 && same(p, node + VALUE, length)) {
      store<i32>(SLOTS + field * 4, load<i32>(node, VALUE_ID))
      return p + length
    }
  }
  const close = stringEnd(p)
  if (close == 0) return 0
  if (escaped && field != 0) return 0
  if (repeats) {
    let id = 0
    if (field != 0) {
      id = intern(p, close - p)
      if (id == 0) return 0
      store<i32>(SLOTS + field * 4, id)
    }
    remember(node, p, close + 1 - p, id)
  } else if (field >= TIMESTAMP && field <= COMMAND) {
    store<i32>(SPANS + field * 8, p)
    store<i32>(SPANS + field * 8, close - p, 4)
    store<f64>(NUMBERS + field * 8, 0) // present
  }
  return close + 1
}

function figure(p: i32, node: i32, field: i32): i32 {
  const interned = field == RATE || field == SCHEMA
  if (interned) {
    const length = load<i32>(node, VALUE_LENGTH)
    if (length != 0 && same(p, node + VALUE, length)) {
      store<i32>(SLOTS + field * 4, load<i32>(node, VALUE_ID))
      return p + length - 1
    }
  }
  const end = numberEnd(p)
  if (end == 0 || field == 0) return end
  if (interned) {
    const id = intern(p, end - p)
    if (id == 0) return 0
    store<i32>(SLOTS + field * 4, id)
    // With the byte behind it, so that 0.1 is not taken for the start of 0.15.
    remember(node, p, end + 1 - p, id)
  } else if (field >= LATENCY) {
    if (!plainNumber) return 0
    store<f64>(NUMBERS + field * 8, number)
  }
  return end
}

function remember(node: i32, p: i32, length: i32, id: i32): void {
  if (length > PATTERN_MOST) return
  store<i32>(node, length, VALUE_LENGTH)
  store<i32>(node, id, VALUE_ID)
  memory.copy(node + VALUE, p, length)
}

/** The closing quote of the text that starts at `p`; 0 when it is not valid. Sets `escaped`. */
function stringEnd(p: i32): i32 {
  escaped = false
  const quote = i8x16.splat(34)
  const backslash = i8x16.splat(92)
  const blank = i8x16.splat(32)
  while (true) {
    const bytes = v128.load(p)
    const stop = v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)), i8x16.lt_u(bytes, blank))
    const mask = i8x16.bitmask(stop)
    if (mask == 0) {
      p += 16
      continue
    }
    p += ctz(mask)
    const c = load<u8>(p)
    if (c == 34) return p
    if (c != 92) return 0 // a control character, a newline among them
    escaped = true
    const e = load<u8>(p, 1)
    if (e == 117) {
      for (let i = 2; i < 6; i += 1) if (!isHex(load<u8>(p + i))) return 0
      p += 6
    } else if (e == 34 || e == 92 || e == 47 || e == 98 || e == 102 || e == 110 || e == 114 || e == 116) p += 2
    else return 0
  }
}

function isHex(c: u32): bool {
  const lower = c | 32
  return c - 48 <= 9 || (lower >= 97 && lower <= 102)
}

// @ts-ignore: decorator
@inline
function isDigit(c: u32): bool { return c - 48 <= 9 }

/** Behind the number that starts at `p`; 0 when it is none. Sets `number` when `plainNumber`. */
function numberEnd(p: i32): i32 {
  const negative = load<u8>(p) == 45
  if (negative) p += 1
  let digits: i64 = 0
  const start = p
  let c: u32 = load<u8>(p)
  if (!isDigit(c)) return 0
  while (isDigit(c)) {
    digits = digits * 10 + (c - 48)
    p += 1
    c = load<u8>(p)
  }
  if (p - start > 1 && load<u8>(start) == 48) return 0 // 01
  let length = p - start
  let decimals = 0
  if (c == 46) {
    p += 1
    const fraction = p
    c = load<u8>(p)
    while (isDigit(c)) {
      digits = digits * 10 + (c - 48)
      p += 1
      c = load<u8>(p)
    }
    decimals = p - fraction
    if (decimals == 0) return 0
    length += decimals
  }
  // Up to 15 digits and 22 decimals one division gives the correctly rounded double (Clinger 1990).
  plainNumber = length <= 15
  if ((c | 32) == 101) {
    plainNumber = false
    p += 1
    c = load<u8>(p)
    if (c == 43 || c == 45) p += 1
    if (!isDigit(load<u8>(p))) return 0
    while (isDigit(load<u8>(p))) p += 1
  }
  if (plainNumber) {
    number = <f64>digits
    if (decimals != 0) number /= tens(decimals)
    if (negative) number = -number
  }
  return p
}

function tens(power: i32): f64 {
  let result: f64 = 1
  for (let i = 0; i < power; i += 1) result *= 10
  return result
}

// --- time ---

/** Reads the timestamp into `atMs`, NaN without one; false when it is written in an unusual way. */
function readTime(): bool {
  atMs = NaN
  if (!has(TIMESTAMP)) return true
  const p = load<i32>(SPANS + TIMESTAMP * 8)
  const length = load<i32>(SPANS + TIMESTAMP * 8 + 4)
  if (length < 20 || length > 35) return false
  if (load<u64>(p) != dayText || <u32>load<u16>(p, 8) != dayTail || !(dayMs == dayMs)) {
    if (!readDay(p)) return false
  }
  if (load<u8>(p, 10) != 84 || load<u8>(p, 13) != 58 || load<u8>(p, 16) != 58) return false
  const hour = two(p + 11), minute = two(p + 14), second = two(p + 17)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return false
  let q = p + 19
  const end = p + length
  let milliseconds = 0
  if (load<u8>(q) == 46) {
    q += 1
    let scale = 100
    const fraction = q
    while (q < end && isDigit(load<u8>(q))) {
      milliseconds += scale * (<i32>load<u8>(q) - 48)
      scale /= 10
      q += 1
    }
    if (q == fraction || q - fraction > 9) return false
  }
  let offset = 0
  if (q + 1 == end && load<u8>(q) == 90) offset = 0
  else if (q + 6 == end && load<u8>(q, 3) == 58) {
    const sign = load<u8>(q)
    const hours = two(q + 1), minutes = two(q + 4)
    if ((sign != 43 && sign != 45) || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false
    offset = hours * 60 + minutes
    if (sign == 45) offset = -offset
  } else return false
  atMs = dayMs + <f64>((hour * 60 + minute - offset) * 60000 + second * 1000 + milliseconds)
  return true
}

function two(p: i32): i32 {
  const a = <u32>load<u8>(p) - 48, b = <u32>load<u8>(p, 1) - 48
  return a <= 9 && b <= 9 ? <i32>(a * 10 + b) : -1
}

function readDay(p: i32): bool {
  const century = two(p), rest = two(p + 2), month = two(p + 5), day = two(p + 8)
  if (century < 0 || rest < 0 || month < 1 || month > 12 || day < 1) return false
  if (load<u8>(p, 4) != 45 || load<u8>(p, 7) != 45) return false
  const year = century * 100 + rest
  const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  const short = month == 4 || month == 6 || month == 9 || month == 11
  const longest = month == 2 ? (leap ? 29 : 28) : short ? 30 : 31
  if (day > longest) return false
  // Days since 1970 of a proleptic Gregorian date, years counted from March (H. Hinnant's days_from_civil).
  const y = month <= 2 ? year - 1 : year
  const era = y >= 0 ? y / 400 : -1
  const yearOfEra = y - era * 400
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  dayMs = <f64>(era * 146097 + dayOfEra - 719468) * 86400000
  dayText = load<u64>(p)
  dayTail = <u32>load<u16>(p, 8)
  return true
}

// --- what the line adds up to ---

// @ts-ignore: decorator
@inline
function numberOf(field: i32): f64 {
  return (seen & (1 << <i64>field)) == 0 ? NaN : load<f64>(NUMBERS + field * 8)
}

// @ts-ignore: decorator
@inline
function has(field: i32): bool {
  const n = numberOf(field)
  return n == n
}

let lastEnding: i32 = -1

/** The number of a way to end: status, reason, whether sampled, schema. -1 when there are too many. */
function findEnding(status: i32, sampled: bool): i32 {
  const packed: u64 = <u64>status | (<u64>load<u32>(SLOTS + REASON * 4) << 16) |
    (<u64>load<u32>(SLOTS + SCHEMA * 4) << 32) | (<u64>(sampled ? 1 : 0) << 48)
  if (lastEnding >= 0 && load<u64>(ENDINGS + lastEnding * 8) == packed) return lastEnding
  for (let i = 0; i < endingCount; i += 1) {
    if (load<u64>(ENDINGS + i * 8) == packed) {
      lastEnding = i
      return i
    }
  }
  if (endingCount >= ENDING_MOST) return -1
  store<u64>(ENDINGS + endingCount * 8, packed)
  lastEnding = endingCount
  endingCount += 1
  return lastEnding
}

let lastCohort: i32 = -1

/** The number of a cohort: corridor, epoch, stage, mode, model, rate. -1 when there are too many. */
function findCohort(): i32 {
  const one: u64 = <u64>load<u32>(SLOTS + CORRIDOR * 4) | (<u64>load<u32>(SLOTS + EPOCH * 4) << 16) |
    (<u64>load<u32>(SLOTS + STAGE * 4) << 32) | (<u64>load<u32>(SLOTS + MODE * 4) << 48)
  const two: u64 = <u64>load<u32>(SLOTS + MODEL * 4) | (<u64>load<u32>(SLOTS + RATE * 4) << 16)
  if (lastCohort >= 0 && load<u64>(COHORTS + lastCohort * 16) == one && load<u64>(COHORTS + lastCohort * 16, 8) == two) return lastCohort
  for (let i = 0; i < cohortCount; i += 1) {
    if (load<u64>(COHORTS + i * 16) == one && load<u64>(COHORTS + i * 16, 8) == two) {
      lastCohort = i
      return i
    }
  }
  if (cohortCount >= COHORT_MOST) return -1
  store<u64>(COHORTS + cohortCount * 16, one)
  store<u64>(COHORTS + cohortCount * 16, two, 8)
  lastCohort = cohortCount
  cohortCount += 1
  return lastCohort
}

function countPair(cohort: i32, ending: i32): bool {
  let slot = (cohort * 31 + ending) & (PAIR_SLOT_COUNT - 1)
  let pair: i32 = 0
  while (true) {
    const index = load<i32>(PAIR_SLOTS + slot * 4)
    if (index == 0) {
      if (pairCount >= PAIR_MOST) return false
      pair = PAIRS + pairCount * PAIR_SIZE
      pairCount += 1
      store<i32>(PAIR_SLOTS + slot * 4, pairCount)
      store<i32>(pair, cohort)
      store<i32>(pair, ending, 4)
      store<f64>(pair, 0, 8)
      store<f64>(pair, Infinity, 16)
      store<f64>(pair, -Infinity, 24)
      break
    }
    pair = PAIRS + (index - 1) * PAIR_SIZE
    if (load<i32>(pair) == cohort && load<i32>(pair, 4) == ending) break
    slot = (slot + 1) & (PAIR_SLOT_COUNT - 1)
  }
  store<f64>(pair, load<f64>(pair, 8) + 1, 8)
  if (atMs < load<f64>(pair, 16)) store<f64>(pair, atMs, 16)
  if (atMs > load<f64>(pair, 24)) store<f64>(pair, atMs, 24)
  return true
}

/** The id of a text, 0 when there is no more room. */
function intern(p: i32, length: i32): i32 {
  laneA = 0
  laneB = 0
  takeText(p, length)
  const hash = laneA ^ laneB
  let slot = hash & (STRING_SLOT_COUNT - 1)
  while (true) {
    const id = load<i32>(STRING_SLOTS + slot * 4)
    if (id == 0) break
    const entry = STRINGS + id * 12
    if (load<u32>(entry, 8) == hash && load<i32>(entry, 4) == length && memory.compare(load<i32>(entry), p, length) == 0) return id
    slot = (slot + 1) & (STRING_SLOT_COUNT - 1)
  }
  if (stringCount >= STRING_MOST || heapTop + length > HEAP_END - 16) return 0
  const entry = STRINGS + stringCount * 12
  store<i32>(entry, heapTop)
  store<i32>(entry, length, 4)
  store<u32>(entry, hash, 8)
  memory.copy(heapTop, p, length)
  heapTop += length
  store<i32>(STRING_SLOTS + slot * 4, stringCount)
  stringCount += 1
  return stringCount - 1
}

// --- identity: as in record-hash.ts, bit by bit ---

function identity(): f64 {
  laneA = 0x9e3779b9
  laneB = 0x85ebca6b
  takeInterned(CORRIDOR, 0)
  takeInterned(INSTANCE, 0)
  takeSpan(TRACE)
  takeSpan(COMMAND)
  takeInterned(STATUS, UNKNOWN)
  takeInterned(REASON, UNKNOWN)
  takeNumber(atMs)
  const latency = numberOf(LATENCY)
  takeNumber(latency == latency ? trunc(latency) : latency)
  const high = mix(laneA ^ (laneB >>> 13))
  const low = mix(laneB ^ (laneA >>> 11))
  return <f64>(high >>> 11) * 4294967296 + <f64>low
}

function takeInterned(field: i32, missing: i32): void {
  let id = load<i32>(SLOTS + field * 4)
  if (id == 0) id = missing
  if (id == 0) takeText(0, 0)
  else takeText(stringStart(id), stringLength(id))
}

function takeSpan(field: i32): void {
  if (has(field)) takeText(load<i32>(SPANS + field * 8), load<i32>(SPANS + field * 8 + 4))
  else takeText(0, 0)
}

function takeNumber(value: f64): void {
  const bits = value == value ? reinterpret<u64>(value) : <u64>-1
  take(<u32>bits)
  take(<u32>(bits >>> 32))
}

function takeText(p: i32, length: i32): void {
  take(<u32>length)
  const whole = p + (length & ~3)
  for (; p < whole; p += 4) take(load<u32>(p))
  const rest = length & 3
  if (rest != 0) take(load<u32>(p) & ((1 << (rest * 8)) - 1))
}

// @ts-ignore: decorator
@inline
function take(word: u32): void {
  laneA = rotl<u32>((laneA ^ word) * 0x9e3779b1, 13)
  laneB = rotl<u32>((laneB ^ word) * 0x5f356495, 17)
}

function mix(hash: u32): u32 {
  let h = (hash ^ (hash >>> 16)) * 0x85ebca6b
  h = (h ^ (h >>> 13)) * 0xc2b2ae35
  return h ^ (h >>> 16)
}
