import { describe, expect, it } from 'vitest'
import { nextAnswer } from './next-answer.js'

describe('the next answer', () => {
  it('is asked for once for all who wait, and never known before somebody wants to know', async () => {
    const answers: ((answer: number) => void)[] = []
    const ask = nextAnswer(() => new Promise<number>((settle) => answers.push(settle)))
    const first = ask()
    await expect.poll(() => answers.length).toBe(1)
    const late = Array.from({ length: 100 }, () => ask())
    answers[0]?.(1)
    expect(await first).toBe(1)
    await expect.poll(() => answers.length).toBe(2)
    answers[1]?.(2)
    expect(new Set(await Promise.all(late))).toEqual(new Set([2]))
    expect(answers.length).toBe(2)
  })

  it('is asked for anew after one that failed', async () => {
    let asked = 0
    const ask = nextAnswer(async () => {
      asked += 1
      if (asked === 1) throw new Error('away')
      return asked
    })
    await expect(ask()).rejects.toThrow('away')
    expect(await ask()).toBe(2)
  })
})
