import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { findLog } from './find-log.js'
import { statesConfidence } from './states-confidence.js'

const folder = mkdtempSync(join(tmpdir(), 'states-'))
afterAll(() => rmSync(folder, { recursive: true }))

const line = (meta: string): string => `{"corridor_intent":"c","model_meta":{${meta}}}\n`

async function states(name: string, content: string | Uint8Array): Promise<boolean> {
  const path = join(folder, name)
  writeFileSync(path, content)
  return statesConfidence(await findLog(path), [])
}

describe('a look at a log for confidence', () => {
  it('finds it wherever a chunk ends', async () => {
    const chunk = 1 << 20
    const stated = line('"confidence":0.9')
    for (let before = 0; before < 14; before += 1) {
      const at = stated.indexOf('"confidence"')
      const padding = ' '.repeat(chunk - at - before)
      expect(await states(`cut-${before}.jsonl`, padding + stated)).toBe(true)
    }
  })

  it('finds it in a packed part', async () => {
    expect(await states('packed.jsonl.gz', gzipSync(line('"confidence":0.9')))).toBe(true)
  })

  it('finds none where records only name its bucket', async () => {
    expect(await states('none.jsonl', line('"confidence_bucket":"missing"'))).toBe(false)
  })

  it('tells of what cannot be read', async () => {
    const path = join(folder, 'torn.jsonl.gz')
    writeFileSync(path, gzipSync(line('"model":"m"').repeat(10_000)).subarray(0, 60))
    const holes: string[] = []
    expect(await statesConfidence(await findLog(path), holes)).toBe(false)
    expect(holes).toHaveLength(1)
  })
})
