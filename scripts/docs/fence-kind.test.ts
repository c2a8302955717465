import { describe, expect, it } from 'vitest'
import { fenceKind } from './fence-kind.ts'
import { fencesOf } from './markdown.ts'

function kindOf(opening: string, ...lines: readonly string[]): string {
  const [block] = fencesOf([`\`\`\`${opening}`, ...lines, '```', ''].join('\n'))
  if (block === undefined) throw new Error('no block')
  return fenceKind('docs/a.md', block).kind
}

describe('a block of a document', () => {
  it('is run where it names the program', () => {
    expect(kindOf('sh', 'partial-trust status', 'npm test')).toBe('run')
    expect(kindOf('console', '$ partial-trust status')).toBe('run')
  })

  it('is not run with a reason, and is a problem without', () => {
    expect(kindOf('sh not-run="asks a service of yours"', 'curl http://127.0.0.1')).toBe('not-run')
    expect(kindOf('sh', 'curl http://127.0.0.1')).toBe('unknown')
  })

  it('is left to others where it is npm’s, compiled, or written with its output', () => {
    expect(kindOf('sh', 'npm ci && npm test   # the tests')).toBe('elsewhere')
    expect(kindOf('ts', 'const a = 1')).toBe('elsewhere')
    expect(kindOf('console', '$ partial-trust simulate', '100 rollouts')).toBe('elsewhere')
  })

  it('is read where it is data', () => {
    expect(kindOf('yaml', 'version: 1')).toBe('read')
  })
})

it('takes notes off the opening line, and the fence’s indentation off its lines', () => {
  const [block] = fencesOf('1. a\n\n   ```sh ends="0 10" not-run="no"\n   one\n     two\n   ```\n')
  expect(block?.language).toBe('sh')
  expect(Object.fromEntries(block?.notes ?? [])).toEqual({ ends: '0 10', 'not-run': 'no' })
  expect(block?.lines).toEqual(['one', '  two'])
})
