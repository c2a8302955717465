/** Numbers in [0, 1), the same for the same seed on every machine. Not for secrets. */
export type Random = () => number

/**
 * A stream of numbers that depends on the seeds alone; different seeds give unrelated streams.
 * splitmix32: a Weyl sequence through the MurmurHash3 finaliser, in steps of 2^-32.
 *
 * @param seeds Whatever names the stream, e.g. the run's seed and a request's ordinal.
 */
export function seededRandom(...seeds: readonly (string | number)[]): Random {
  let state = hash32(seeds.join('\u0000'))
  return () => {
    state = (state + 0x9e3779b9) | 0
    return finalise(state) / 2 ** 32
  }
}

/** FNV-1a over UTF-16 units, finalised: enough to tell seeds apart. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return finalise(hash)
}

function finalise(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
