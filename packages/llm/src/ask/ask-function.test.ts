import type { AttemptFailure, Parsed } from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'
import { describe, expect, it } from 'vitest'
import { AskFailure } from './ask-failure.js'
import { askerOf } from './ask-function.js'
import type { AskFunction } from './asker.js'

const label = (value: unknown): Parsed<unknown> =>
  typeof value === 'object' && value !== null && 'label' in value
    ? { kind: 'parsed', candidate: value }
    : { kind: 'unparsable', problems: 'label is missing' }

function open<Command>(asked: AskFunction<Command>) {
  const { source, request } = askerOf(asked).open({
    intent: 'label_comment',
    schema: null,
    clock: systemClock,
    llm: null,
    profile: 'unused',
  })
  if (source === null) throw new Error('a function can always be asked')
  return { source, request }
}

async function ask<Command>(asked: AskFunction<Command>, command: Command, validate = label) {
  const { source, request } = open(asked)
  const made = request(command)
  if (made === null) throw new Error('there is something to ask')
  return source.ask(made, { signal: AbortSignal.timeout(2_000), deadlineMs: 2_000, validate })
}

const failed = (failure: AttemptFailure) => ({ kind: 'failed', failure })

const anyText = (value: unknown): Parsed<unknown> => ({ kind: 'parsed', candidate: value })
const throwing = (): Promise<never> => {
  throw new AskFailure('incomplete')
}
const broken = (): never => {
  throw new RangeError('the check itself is broken')
}
const fingerprint = (asked: AskFunction<number>) => open(asked).source.route?.fingerprint

describe('a function that is asked', () => {
  it('gets the command, the signal and the deadline', async () => {
    const command = { id: 7 }
    const seen: unknown[] = []
    const answer = await ask(async function classify(given, options) {
      seen.push(given, options)
      return { label: 'spam' }
    }, command)
    expect(seen).toEqual([command, { signal: expect.any(AbortSignal), deadlineMs: 2_000 }])
    expect(answer).toEqual({
      kind: 'answered',
      value: { label: 'spam' },
      meta: {
        profile: 'function',
        task_id: 'label_comment',
        escalated: false,
        provider: 'function',
        model: 'classify',
        attempts: 1,
        input_tokens: null,
        output_tokens: null,
      },
    })
  })

  it('keeps commands apart that are decided at the same time', async () => {
    const { source, request } = open(async (name: string) => ({ label: name }))
    const requests = ['a', 'b', 'c'].map(request).filter((made) => made !== null)
    const options = { signal: AbortSignal.timeout(2_000), deadlineMs: 2_000, validate: label }
    const answers = await Promise.all(requests.map((made) => source.ask(made, options)))
    expect(answers).toMatchObject(['a', 'b', 'c'].map((name) => ({ value: { label: name } })))
  })

  it('may give the text of a candidate, as models do', async () => {
    expect(await ask(async () => '{"label":"ham"}', 1)).toMatchObject({ value: { label: 'ham' } })
    expect(await ask(async () => 'it is ham', 1)).toMatchObject(failed('invalid_json'))
    expect(await ask(async () => '  ', 1)).toMatchObject(failed('empty_text'))
    expect(await ask(async () => 'ham', 1, anyText)).toMatchObject({ value: 'ham' })
  })

  it.each([
    [undefined, 'empty_text'],
    [null, 'empty_text'],
    [{ colour: 'red' }, 'schema_validation_failed'],
    [7, 'schema_validation_failed'],
    [10n, 'schema_validation_failed'],
  ] as const)('that resolves to %s ends as %s', async (value, failure) => {
    expect(await ask(async () => value, 1)).toMatchObject(failed(failure))
  })

  it('ends in time although it ignores the signal, throws at once, or is no promise', async () => {
    const { source, request } = open(() => new Promise(() => {}))
    const made = request(1)
    if (made === null) throw new Error('there is something to ask')
    const options = { signal: AbortSignal.timeout(20), deadlineMs: 20, validate: label }
    expect(await source.ask(made, options)).toMatchObject(failed('timeout'))
    expect(await ask(throwing, 1)).toMatchObject(failed('incomplete'))
    // @ts-expect-error: JavaScript gives what it likes
    expect(await ask(() => ({ label: 'ham' }), 1)).toMatchObject({ kind: 'answered' })
  })

  it('leaves an error in the corridor’s own check to the engine', async () => {
    await expect(ask(async () => ({}), 1, broken)).rejects.toThrow(RangeError)
  })

  it('is another epoch when its text changes', () => {
    expect(fingerprint(async () => 1)).toBe(fingerprint(async () => 1))
    expect(fingerprint(async () => 1)).not.toBe(fingerprint(async () => 2))
  })
})

describe('AskFailure', () => {
  it('takes the reason codes of a failed attempt and no other', () => {
    expect(new AskFailure('model_refused').failure).toBe('model_refused')
    // @ts-expect-error: not a reason code
    expect(() => new AskFailure('tired')).toThrow(/must be one of empty_text, timeout/)
  })
})
