import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Random } from '@partial-trust/testing'
import { fileModes, writeIndex } from '../../packages/explore/dist/git/git-index.js'
import type { IndexEntry } from '../../packages/explore/dist/git/git-index.js'
import { readIndex } from '../../packages/explore/dist/git/read-index.js'
import {
  isRefName,
  readPackedRefs,
  readRefValue,
} from '../../packages/explore/dist/git/read-refs.js'
import { Untrusted } from '../../packages/explore/dist/git/untrusted.js'
import { pathText, refText } from '../explore-text.ts'
import { oneOf, pick, some } from '../mutate.ts'
import { must, ofText, readOrRefused, stateless } from '../target.ts'

/** Whatever an index of git says, only files of the tree come out of it, and it can be written again. */
export const gitIndex = stateless(1, {
  make: madeIndex,
  check: (input) =>
    readOrRefused(() => {
      const entries = readIndex(Buffer.from(input), 'sha1')
      for (const { path } of entries) {
        const text = path.toString('utf8')
        must(posix.join('/root', text) === `/root/${text}`, `${text} is no file of the tree`)
        must(!text.toLowerCase().split('/').includes('.git'), `${text} is git's own`)
      }
      const again = readIndex(writeIndex(entries, 'sha1'), 'sha1')
      must(isDeepStrictEqual(again, entries), 'written again, it says something else')
    }, [Untrusted]),
})

/** Refs of git, packed and loose, name commits and one another, and nothing else. */
export const gitRefs = ofText(0.5, refText, (text) => {
  const value = readRefValue(text, 'sha1')
  must(value?.kind !== 'link' || isInside(value.to), 'a ref leads out')
  return readOrRefused(() => {
    for (const [name, id] of readPackedRefs(Buffer.from(text), 'sha1')) {
      must(isRefName(name) && isInside(name), `${name} is no ref`)
      must(/^[0-9a-f]{40}$/u.test(id), `${id} is no commit`)
    }
  }, [Untrusted])
})

function isInside(name: string): boolean {
  return posix.join('/g', name) === `/g/${name}`
}

const extensions = ['TREE\0\0\0\0', 'link\0\0\0\u0014', 'sdir\0\0\0\0', 'junk']
const modes = [...fileModes]

function madeIndex(random: Random): Uint8Array {
  const entries = some(random, [0, 8], () => ({
    path: Buffer.from(
      random() < 0.8
        ? pathText(random)
        : Uint8Array.from(some(random, [0, 8], () => Math.floor(random() * 256))),
    ),
    mode: random() < 0.9 ? pick(modes, random) : Math.floor(random() * 0x10000),
    objectId: Buffer.alloc(20, 7),
    stage: random() < 0.6 ? 0 : Math.floor(random() * 4),
    skipWorktree: random() < 0.3,
    intentToAdd: random() < 0.3,
  }))
  const sorted =
    random() < 0.7
      ? entries.toSorted((a, b) => Buffer.compare(a.path, b.path) || a.stage - b.stage)
      : entries
  const extension = random() < 0.6 ? '' : pick(extensions, random)
  const written = random() < 0.25 ? shortened(sorted) : writeIndex(sorted, 'sha1').subarray(0, -20)
  const body = Buffer.concat([written, Buffer.from(extension, 'latin1')])
  if (random() < 0.3) harm(body, random)
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}

/** As version 4 writes it: of a path only what the one before does not begin with. */
function shortened(entries: readonly IndexEntry[]): Buffer {
  const head = writeIndex(entries, 'sha1').subarray(0, 12)
  head.writeUInt32BE(4, 4)
  const parts = entries.map((entry, index) => {
    const before = entries[index - 1]?.path ?? Buffer.alloc(0)
    const differs = before.findIndex((byte, at) => byte !== entry.path[at])
    const shared = differs === -1 ? before.length : differs
    const pathAt = entry.skipWorktree || entry.intentToAdd ? 64 : 62
    const strip = before.length - shared
    return Buffer.concat([
      writeIndex([entry], 'sha1').subarray(12, 12 + pathAt),
      Uint8Array.from(strip < 128 ? [strip] : [0x80 | ((strip >> 7) - 1), strip & 0x7f]),
      entry.path.subarray(shared),
      Buffer.alloc(1),
    ])
  })
  return Buffer.concat([head, ...parts])
}

/** Most of it in the head and in what lies between the names: there it is told how to read the rest. */
function harm(body: Buffer, random: Random): void {
  for (let times = 1 + Math.floor(random() * 4); times > 0; times -= 1) {
    const at = random() < 0.3 ? 4 + Math.floor(random() * 8) : Math.floor(random() * body.length)
    body[at] = oneOf(random, [
      [1, () => Math.floor(random() * 256)],
      [1, () => pick([0, 1, 2, 3, 4, 0x40, 0x7f, 0x80, 0xff], random)],
    ])
  }
}
