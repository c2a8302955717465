import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inputLines, longestInputLineBytes } from './input-lines.js'

async function linesOf(...chunks: readonly (string | Uint8Array)[]): Promise<string[]> {
  const found: string[] = []
  const input = Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
  for await (const line of inputLines(input)) {
    found.push(line.kind === 'text' ? line.text : `refused: ${line.problem}`)
  }
  return found
}

describe('inputLines', () => {
  it('gives every line, whatever the chunks it comes in', async () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\n\uFEFF]/gu, ''))
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat(9)), async (lines, sizes) => {
        let rest = Buffer.from(lines.map((text) => `${text}\n`).join(''))
        const chunks: Buffer[] = []
        for (const size of sizes) {
          chunks.push(rest.subarray(0, size))
          rest = rest.subarray(size)
        }
        expect(await linesOf(...chunks, rest)).toEqual(lines)
      }),
    )
  })

  it('ends lines at line feeds alone', async () => {
    expect(await linesOf('a\u2028b\u2029c\rd\u0085e\nf\r\n')).toEqual([
      'a\u2028b\u2029c\rd\u0085e',
      'f\r',
    ])
  })

  it('gives a last line without line feed, and no empty one after the last line feed', async () => {
    expect(await linesOf('a\n\nb')).toEqual(['a', '', 'b'])
    expect(await linesOf('a\n')).toEqual(['a'])
    expect(await linesOf()).toEqual([])
  })

  it('refuses a line that is not UTF-8 and goes on', async () => {
    const torn = Buffer.from('é').subarray(0, 1)
    expect(await linesOf('a\n', torn, '\nb')).toEqual(['a', 'refused: not UTF-8', 'b'])
  })

  it('passes over a byte order mark at the start, and only there', async () => {
    expect(await linesOf('\uFEFFa\n\uFEFFb\n')).toEqual(['a', '\uFEFFb'])
  })

  it('refuses a line that is too long without keeping it', async () => {
    const fits = 'x'.repeat(longestInputLineBytes)
    const refused = `refused: longer than ${longestInputLineBytes} bytes`
    expect(await linesOf(fits, '\n', fits, 'y\nz')).toEqual([fits, refused, 'z'])
  })

  it('ends without the line begun once it is told to stop', async () => {
    const stop = new AbortController()
    const input = new Readable({ read() {} })
    input.push('a\nb')
    const found = []
    for await (const line of inputLines(input, stop.signal)) {
      found.push(line)
      stop.abort()
    }
    expect(found).toEqual([{ kind: 'text', text: 'a' }])
  })

  it('says in one line that the input cannot be read', async () => {
    const broken = new Readable({
      read() {
        this.destroy(Object.assign(new Error('no'), { code: 'EISDIR' }))
      },
    })
    await expect(inputLines(broken).next()).rejects.toThrow('the input cannot be read (EISDIR)')
  })
})
