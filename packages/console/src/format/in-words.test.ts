import { describe, expect, it } from 'vitest'
import { inWords, reasonInWords, whyInWords } from './in-words.js'
import { dateTime } from './time.js'

describe('inWords', () => {
  it.each([
    [
      'attempt_error 4 of 1 412 decisions, in 9 windows of 10 min, is shown to be below 0.05 (at most 0.0213).',
      'The rate of attempt errors (4 of 1,412 decisions in 9 windows of 10 min) is shown to be below 5\u202f% (at most 2.13\u202f%).',
    ],
    [
      'NO_GO: attempt_error is above 0.1: 212 of 1 640 sampled decisions failed',
      'NO_GO: the rate of attempt errors is above 10\u202f%: 212 of 1,640 sampled decisions failed',
    ],
    [
      'intent_mismatch 3 of 40 is shown to be above 0.05 (at least 0.06).',
      'The rate of intent mismatches (3 of 40) is shown to be above 5\u202f% (at least 6\u202f%).',
    ],
    [
      'latency_p99 was not counted: it cannot be judged.',
      'The p99 of latency was not counted: it cannot be judged.',
    ],
    [
      'deadline_exceeded: the change detector rang, the rate then rose above 0.05.',
      'The rate of missed deadlines: the change detector rang, the rate then rose above 5\u202f%.',
    ],
    [
      'a healthy stage is stopped with at most 0.01 by evidence and 0.01 by the change detector, 0.02 together',
      'a healthy stage is stopped with at most 1\u202f% by evidence and 1\u202f% by the change detector, 2\u202f% together',
    ],
    [
      'GO needs 11 508 more sampled decisions (6.5 days at 1 766 sampled a day), of 1 234 567 in 504 windows',
      'GO needs 11,508 more sampled decisions (6.5 days at 1,766 sampled a day), of 1,234,567 in 504 windows',
    ],
    ['The average evidence 0.8 passes ln(1/0.01) = 4.61', null],
    ['GO needs 0.5 days more, in windows of 0.5 min', null],
    ['epoch 6c08539cc163d772', null],
  ])('says %j for people', (sentence, said) => {
    expect(inWords(sentence)).toBe(said ?? sentence)
  })

  it('says moments in the viewer’s zone', () => {
    const at = '2026-11-28T07:13:19.000Z'
    expect(inWords(`closed at ${at} by gates`)).toBe(
      `closed at ${dateTime(Date.parse(at))} by gates`,
    )
  })

  it('leaves what a person wrote as it was written', () => {
    const why = 'attempt_error 0.1 looks wrong to me'
    expect(whyInWords({ why, stage_closed: 'incident', killed: false })).toBe(why)
    expect(whyInWords({ why, stage_closed: 'no_go', killed: false })).not.toBe(why)
    expect(reasonInWords('kill', why)).toBe(why)
  })

  it('says what closed a stage once, and as a sentence', () => {
    const why = 'NO_GO: attempt_error is above 0.1: 212 of 1 640 sampled decisions failed'
    const said =
      'The rate of attempt errors is above 10\u202f%: 212 of 1,640 sampled decisions failed'
    expect(whyInWords({ why, stage_closed: 'no_go', killed: false })).toBe(said)
    expect(reasonInWords('close', why)).toBe(said)
  })
})
