import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bucketMs } from '@partial-trust/core'
import { CountsOnDisk } from '@partial-trust/control'
import type { Random } from '@partial-trust/testing'
import { countProblem } from '../../packages/control/dist/count-problem.js'
import { corpus } from '../corpus.ts'
import { mutateBytes, mutateJson, mutateText, oneOf } from '../mutate.ts'
import { must } from '../target.ts'
import type { Target } from '../target.ts'

const encoder = new TextEncoder()
const [cells] = corpus.wire['cells'] ?? []
const written = JSON.stringify(cells)
/** A minute after the bucket that these cells count. */
const nowMs = 1000 * bucketMs + 60_000

/** What a process that has ended left of its counts: nothing comes of it that nobody can have counted. */
export const countsOnDisk: Target = {
  share: 0.2,
  open() {
    const folder = mkdtempSync(join(tmpdir(), 'pt-fuzz-counts-'))
    const disk = new CountsOnDisk({ folder, instance: 'next', pid: 1, now: () => nowMs })
    return {
      make: madeFile,
      async check(input) {
        writeFileSync(join(folder, '1.ended.counts.json'), input)
        let came = 'no cells'
        for await (const left of disk.leftBehind()) {
          const odd = left.cells.map(countProblem).find((problem) => problem !== null)
          must(odd === undefined || odd === null, `counts are handed on of which ${odd}`)
          if (left.cells.length > 0) came = 'cells'
          else if (left.lost > 0) came = 'lost'
        }
        return came
      },
      close: () => rmSync(folder, { recursive: true, force: true }),
    }
  },
}

function madeFile(random: Random): Uint8Array {
  return oneOf(random, [
    [2, () => encoder.encode(JSON.stringify(mutateJson(cells, random)))],
    [2, () => encoder.encode(mutateText(written, random))],
    [1, () => mutateBytes(encoder.encode(written), random)],
  ])
}
