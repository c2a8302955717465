import zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  answered,
  askOnce,
  completion,
  openRoutes,
  recordingEndpoint,
  sendJson,
} from './recording-endpoint-fixture.contract.js'
import type { Endpoint } from './recording-endpoint-fixture.contract.js'

const packed = (pack: (text: string) => Buffer, encoding: string) => {
  const body = pack(completion) // before it is asked for: a bomb takes a busy machine longer than the deadline
  return recordingEndpoint((response) => sendJson(response, body, encoding))
}
const asked = async (at: Endpoint) =>
  askOnce(openRoutes({ route: `base_url: ${at.origin}/v1` }).source('refunds', 'quick'))

describe('a packed answer', () => {
  it.each([
    ['gzip', (text: string) => zlib.gzipSync(text)],
    ['x-gzip', (text: string) => zlib.gzipSync(text)],
    ['br', (text: string) => zlib.brotliCompressSync(text)],
    ['deflate', (text: string) => zlib.deflateSync(text)],
    ['deflate', (text: string) => zlib.deflateRawSync(text)],
    ['zstd', (text: string) => zlib.zstdCompressSync(text)],
    ['GZIP, br', (text: string) => zlib.brotliCompressSync(zlib.gzipSync(text))],
    ['identity', (text: string) => Buffer.from(text)],
  ])('is read: %s', async (encoding, pack) => {
    expect(await asked(await packed(pack, encoding))).toMatchObject(answered)
  })

  it.each([
    ['is not what it says', 'br', (text: string) => zlib.gzipSync(text)],
    ['is cut off', 'gzip', (text: string) => zlib.gzipSync(text).subarray(0, -9)],
    ['is of a kind that nobody knows', 'lzma', (text: string) => Buffer.from(text)],
    ['is packed thrice', 'gzip, gzip, gzip', gzipTimes(3)],
    ['is a bomb', 'gzip', (text: string) => zlib.gzipSync(' '.repeat(300_000) + text)],
    ['is a bomb in a bomb', 'gzip, br', doubleBomb],
  ] as const)('is an llm_error when it %s', async (_, encoding, pack) => {
    expect(await asked(await packed(pack, encoding))).toMatchObject({
      kind: 'failed',
      failure: 'llm_error',
    })
  })
})

function gzipTimes(times: number): (text: string) => Buffer {
  return (text) =>
    Array.from({ length: times }).reduce<Buffer>((bytes) => zlib.gzipSync(bytes), Buffer.from(text))
}
function doubleBomb(text: string): Buffer {
  return zlib.brotliCompressSync(zlib.gzipSync(' '.repeat(50_000_000) + text))
}
