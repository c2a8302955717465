import type { Studies } from '@partial-trust/service'
import { describe, expect, it } from 'vitest'
import { commandStudies } from './command-studies.js'
import type { RunCommand } from './command-studies.js'

const fine = { stdout: '{"parts":[]}', stderr: '', exitCode: 0 }

const runUntilEnded: RunCommand = (_argv, wanted) =>
  new Promise((resolve) => {
    wanted.addEventListener('abort', () => resolve({ stdout: '', stderr: '', exitCode: 1 }))
  })

describe('commandStudies', () => {
  it.each([0, 10, 20])('takes exit code %i for an answer', async (exitCode) => {
    const studies = commandStudies({ run: async () => ({ ...fine, exitCode }) })
    await expect(studies.parts({ intent: 'decide_refund' })).resolves.toEqual({
      kind: 'found',
      command: 'partial-trust parts --corridor decide_refund',
      answer: { parts: [] },
    })
  })

  it('gives the sentence that the command refuses with', async () => {
    const stderr = 'partial-trust: no rollout of decide_refund was started\n'
    const studies = commandStudies({
      run: async () => ({ stdout: '', stderr, exitCode: 1 }),
    })
    await expect(studies.tune({ intent: 'decide_refund', maxWrong: 0.02 })).resolves.toEqual({
      kind: 'none',
      why: 'no rollout of decide_refund was started',
    })
  })

  it('hands over words as they are, and shows a command that can be pasted', async () => {
    let ran: readonly string[] = []
    const run: RunCommand = async (argv) => {
      ran = argv
      return { ...fine, stdout: '{"scenarios":[]}' }
    }
    const found = await commandStudies({ run }).replay({
      intent: "it's; rm -rf /",
      stage: 'canary',
      confidence: [0.6, 0.7],
      deadlineMs: [],
    })
    expect(ran).toContain("it's; rm -rf /")
    expect(found).toMatchObject({
      command: `partial-trust replay --stage canary --corridor 'it'\\''s; rm -rf /' --confidence 0.6,0.7`,
    })
  })

  it('runs one at a time, and tells whoever comes when four wait to come back', async () => {
    const ends: (() => void)[] = []
    const run: RunCommand = () =>
      new Promise((resolve) => {
        ends.push(() => resolve(fine))
      })
    const studies = commandStudies({ run })
    const parts: Studies['parts'] = (asked) => studies.parts(asked)
    const asked = Array.from({ length: 4 }, () => parts({ intent: 'a' }))
    await expect(parts({ intent: 'a' })).resolves.toMatchObject({ kind: 'none' })
    for (const [index, one] of asked.entries()) {
      await expect.poll(() => ends.length).toBe(index + 1)
      ends[index]?.()
      await expect(one).resolves.toMatchObject({ kind: 'found' })
    }
  })

  it('says so in time where a command hangs, and of those that waited behind it', async () => {
    const studies = commandStudies({ run: runUntilEnded, longestMs: 20 })
    const both = [studies.parts({ intent: 'a' }), studies.parts({ intent: 'b' })]
    for (const one of both) {
      await expect(one).resolves.toMatchObject({
        kind: 'none',
        why: expect.stringContaining('It took longer than 0.02 s'),
      })
    }
  })
})
