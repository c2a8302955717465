import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { EndpointFailure } from './endpoint-failure.js'

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

const gunzip: Unpack = promisify(zlib.gunzip)
const inflate: Unpack = promisify(zlib.inflate)
const inflateRaw: Unpack = promisify(zlib.inflateRaw)

/** Some senders of `deflate` leave the zlib header out; its low four bits are always 8. */
const inflateEither: Unpack = (bytes, options) =>
  ((bytes[0] ?? 0) & 0x0f) === 8 ? inflate(bytes, options) : inflateRaw(bytes, options)

const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  deflate: inflateEither,
  br: promisify(zlib.brotliDecompress),
  // Node had no zstd before 22.15; there it is an encoding that is not known.
  ...(typeof zlib.zstdDecompress === 'function' ? { zstd: promisify(zlib.zstdDecompress) } : {}),
}

/** More than one layer of packing is rare, more than two an attack. */
const maxLayers = 2

/**
 * Undoes what `content-encoding` says was done to a body. No stage gives more than `most` bytes,
 * however small the body was.
 *
 * @throws {EndpointFailure} for an encoding that is not known, a body that is not what it says, and
 *   one that would be too long.
 */
export async function unpack(bytes: Buffer, encoding: string, most: number): Promise<Buffer> {
  const layers = encoding
    .toLowerCase()
    .split(',')
    .map((layer) => layer.trim())
    .filter((layer) => layer !== '' && layer !== 'identity')
  if (layers.length > maxLayers) throw new EndpointFailure('llm_error', 'encoding')
  let unpacked = bytes
  for (const layer of layers.toReversed()) {
    const undo = Object.hasOwn(unpackers, layer) ? unpackers[layer] : undefined
    if (undo === undefined) throw new EndpointFailure('llm_error', 'encoding')
    try {
      unpacked = await undo(unpacked, { maxOutputLength: most })
    } catch (error) {
      throw new EndpointFailure('llm_error', isTooLong(error) ? 'too_long' : 'encoding')
    }
  }
  return unpacked
}

function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}
