import { expect, it } from 'vitest'
import { whatFlaked } from './what-flaked.ts'
import type { Run } from './what-flaked.ts'

function run(...failed: readonly string[]): Run {
  const assertionResults = ['one', 'two'].map((fullName) => ({
    fullName,
    status: failed.includes(fullName) ? 'failed' : 'passed',
    failureMessages: failed.includes(fullName) ? ['AssertionError: late\n  at x'] : [],
  }))
  const broken = failed.includes('file')
  return {
    testResults: [
      { name: 'a.test.ts', status: 'passed', message: '', assertionResults },
      {
        name: 'b.test.ts',
        status: broken ? 'failed' : 'passed',
        message: 'no module',
        assertionResults: [],
      },
    ],
  }
}

it('names what failed in some runs, most often first, a file that did not load among them', () => {
  expect(whatFlaked([run('two'), run('one', 'two', 'file'), run()])).toEqual([
    { name: 'a.test.ts > two', failed: 2, message: 'AssertionError: late' },
    { name: 'a.test.ts > one', failed: 1, message: 'AssertionError: late' },
    { name: 'b.test.ts', failed: 1, message: 'no module' },
  ])
  expect(whatFlaked([run(), run()])).toEqual([])
})
