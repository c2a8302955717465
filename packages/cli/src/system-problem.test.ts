import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { systemProblem } from './system-problem.js'

const folder = mkdtempSync(join(tmpdir(), 'refused-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

describe('what the operating system refuses', () => {
  it.each([
    [
      'a folder where a file stands',
      'something else has that name (EEXIST)',
      () => {
        writeFileSync(at('taken'), '')
        mkdirSync(at('taken'), { recursive: true })
      },
    ],
    [
      'a file of which a folder has the name',
      'it is a directory (EISDIR)',
      () => {
        mkdirSync(at('adir'))
        writeFileSync(at('adir'), '')
      },
    ],
    [
      'a file below a file',
      'a part of the path is not a directory (ENOTDIR)',
      () => {
        writeFileSync(at('below'), '')
        writeFileSync(at('below/it'), '')
      },
    ],
    [
      'a link in a circle',
      'ELOOP: too many symbolic links encountered',
      () => {
        symlinkSync('round', at('round'))
        readFileSync(at('round'))
      },
    ],
    [
      'a name that is too long',
      'ENAMETOOLONG: name too long',
      () => writeFileSync(at('x'.repeat(999)), ''),
    ],
  ])('is told of %s', (_what, said, act) => {
    const problem = systemProblem(thrownBy(act))
    expect(problem).toContain(said)
    expect(problem).toContain(folder)
  })

  it.runIf(existsSync('/dev/full'))('is told of a full disk, which names no path', () => {
    const full = openSync('/dev/full', 'w')
    expect(systemProblem(thrownBy(() => writeSync(full, 'x')))).toContain('the disk is full')
  })

  it.each([
    new TypeError('x is not a function'),
    Object.assign(new Error('x'), { code: 'E' }),
    'x',
  ])('is not what %s is', (error) => expect(systemProblem(error)).toBeNull())
})

function thrownBy(act: () => void): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was refused')
}
