import type { Packing } from './log-part.js'

/** How content that begins with these bytes is packed. */
export function packingOf(first: Uint8Array): Packing {
  if (startsWith(first, [0x1f, 0x8b])) return 'gzip'
  return startsWith(first, [0x28, 0xb5, 0x2f, 0xfd]) ? 'zstd' : 'plain'
}

/** Beginnings of files that are mistaken for logs, and what to do with each. */
const others: readonly (readonly [readonly number[], string])[] = [
  [
    [0x42, 0x5a, 0x68],
    'is packed with bzip2, which is not read here: pipe it in (bzcat … | … --risk-log -)',
  ],
  [
    [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    'is packed with xz, which is not read here: pipe it in (xzcat … | … --risk-log -)',
  ],
  [
    [0x04, 0x22, 0x4d, 0x18],
    'is packed with lz4, which is not read here: pipe it in (lz4cat … | … --risk-log -)',
  ],
  [
    [0x50, 0x4b, 0x03, 0x04],
    'is a zip archive, which is not read here: pipe it in (unzip -p … | … --risk-log -)',
  ],
  [
    [0x50, 0x41, 0x52, 0x31],
    'is a Parquet file, no risk log: `partial-trust cells --sql duckdb` prints how to count it',
  ],
  [[...Buffer.from('SQLite format 3')], 'is a SQLite database, no risk log'],
]

/**
 * Why content that begins with these bytes cannot be a log; null when it may be one. A log that a crash left
 * full of zeros still has records in its first lines.
 */
export function unreadContent(first: Uint8Array): string | null {
  const known = others.find(([magic]) => startsWith(first, magic))
  if (known !== undefined) return known[1]
  if (isInReturns(first)) return returns
  if (packingOf(first) !== 'plain' || !first.includes(0)) return null
  const lines = Buffer.from(first).toString('utf8').split('\n')
  return lines.some((line) => line.startsWith('{')) ? null : 'holds binary data, no risk records'
}

const returns =
  "ends its lines with a carriage return alone, so that all of it would be one line: pipe it in (tr '\\r' '\\n' < … | … --risk-log -)"

/** Whether one record follows on another with no line feed between them, as some tools leave text behind. */
function isInReturns(first: Uint8Array): boolean {
  const text = Buffer.from(first).toString('latin1')
  const [line = ''] = text.split('\n', 1)
  return /\}\r+[ \t]*\{/u.test(line)
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte)
}
