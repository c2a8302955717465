import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCorridor } from './define-corridor.js'

const good = {
  intent: 'decide_refund',
  id: () => 'r-1',
  baseline: () => 'deny',
  candidate: z.enum(['approve', 'deny']),
  ask: async () => 'approve',
}
const own = { kind: 'verbalized', atLeast: 0.5, of: () => 1 }
const label = (): string => 'approve'

/** As JavaScript calls it, where no types look on. */
function define(spec: unknown): () => unknown {
  return () => Reflect.apply(defineCorridor, null, [spec])
}

describe('defineCorridor', () => {
  it('takes what is right, and fields that are undefined', () => {
    const budget = { limit: 0, windowMs: 1, attempt: 1 }
    const limits = { concurrency: undefined, circuit: null, budget }
    expect(define({ ...good, limits })).not.toThrow()
    expect(define({ ...good, deadlineMs: undefined, plan: undefined })).not.toThrow()
  })

  it.each<[string, RegExp]>([
    ['undefined', /definition must be an object with intent, .* got undefined/],
    ['null', /definition must be an object .* got null/],
    [
      '{}',
      /defineCorridor\(intent: undefined\): intent must be lower case letters.* got undefined/,
    ],
  ])('says of %s what a definition is', (text, message) => {
    const spec: unknown = { undefined, null: null, '{}': {} }[text]
    expect(define(spec)).toThrow(message)
  })

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a deadline by another name', { deadline: 200 }, /deadline is no field .* deadlineMs/],
    ['a guard by another name', { replacable: label }, /replacable is no field .* replaceable/],
    ['an intent in words', { intent: 'Refund things' }, /intent must be .* got "Refund things"/],
    ['an intent that steers a terminal', { intent: '\u001b[31m' }, /intent: "\\u001b\[31m"/],
    ['traits that are none', { traits: { decision: 7 } }, /traits must be an object with decision/],
    [
      'a schema without its function',
      { candidate: { '~standard': null } },
      /candidate must be a Standard Schema/,
    ],
    ['no baseline', { baseline: undefined }, /baseline must be a function .* got undefined/],
    ['a baseline that is its answer', { baseline: 'deny' }, /baseline must be .* got "deny"/],
    ['a field’s name for an id', { id: 'id' }, /id must be a function of the command, got "id"/],
    ['a JSON Schema as candidate', { candidate: { type: 'string' } }, /Standard Schema .* object/],
    ['a model’s name', { ask: 'gpt-4o' }, /ask must be an async function, .* got "gpt-4o"/],
    ['a guard that is a word', { replaceable: 'no' }, /replaceable must be a function/],
    ['a guard that is a flag', { permits: false }, /permits must be a function .* got false/],
    ['a decision in place of decide', { decide: 'approve' }, /decide must be a function/],
    ['labels as one word', { label, labels: 'approve' }, /labels must be a list .* "approve"/],
    ['labels without label', { labels: ['approve'] }, /labels and label belong together/],
    ['no label', { label, labels: [] }, /labels must name at least one label/],
    ['a label twice', { label, labels: ['a', 'a'] }, /each once/],
    ['a label that is a text', { label, labels: ['a b\n'] }, /1 to 64 of \\w\.:-, got "a b\\n"/],
    ['sure by nobody', { confidence: { ...own, of: 0.7 } }, /confidence\.of must be a function/],
    ['sure in per cent', { confidence: { ...own, atLeast: 95 } }, /atLeast must be .* got 95/],
    [
      'sure by two names',
      { confidence: { ...own, atleast: 1 } },
      /confidence\.atleast is no field/,
    ],
    ['an authority that is a flag', { authorities: [true] }, /authorities must be a list of funct/],
    [
      'a part’s name in words',
      { parts: { 'My part': { words: ['a'], of: label } } },
      /parts\.My part must be named/,
    ],
    [
      'a part’s word with a space',
      { parts: { part: { words: ['a b'], of: label } } },
      /parts\.part\.words must be words .* got "a b"/,
    ],
    ['an unknown kind', { confidence: { ...own, kind: 'guess' } }, /distribution, .* got "guess"/],
    ['a list of rules', { rules: [label] }, /rules must be an object of functions .* a list/],
    [
      'a candidate that is checked later',
      { candidate: { '~standard': { version: 1, vendor: 'x', validate: async () => ({}) } } },
      /candidate validates asynchronously; give a schema that answers at once/,
    ],
    [
      'a reason of no rule',
      { rules: { too_much: label }, reasons: { to_much: { meaning: 'a', action: 'b' } } },
      /reasons\.to_much is told of a rule that is not there; there is too_much/,
    ],
    [
      'a reason that is a text',
      { rules: { too_much: label }, reasons: { too_much: 'It is.' } },
      /reasons\.too_much must be an object with meaning and action/,
    ],
    [
      'a limit by another name',
      { limits: { maxConcurrent: 3 } },
      /limits\.maxConcurrent is no limit; there are concurrency, circuit, budget/,
    ],
    ['a limit in words', { limits: { concurrency: '5' } }, /concurrency must be .* got string/],
    [
      'a budget that would hold nothing',
      { limits: { budget: { limit: 1000, windowMs: 60_000 } } },
      /limits\.budget\.attempt must be a number above 0, got undefined/,
    ],
    [
      'a price that is none',
      { limits: { budget: { limit: 1, windowMs: 1, attempt: 1, price: { input: 1 } } } },
      /limits\.budget\.price\.input is no limit; there are inputPerMillion/,
    ],
    [
      'a circuit that could never open',
      { limits: { circuit: { window: 5, failures: 6, openMs: 1000 } } },
      /limits\.circuit\.failures must be 5 at most, its window, got 6/,
    ],
    [
      'a circuit without its time',
      { limits: { circuit: { window: 5, failures: 3, openMs: Number.NaN } } },
      /limits\.circuit\.openMs must be a number above 0, got NaN/,
    ],
    ['a rule in words', { rules: { 'Too much': label } }, /rules\.Too much must be named/],
    [
      'a rule with a reason of ours',
      { rules: { timeout: label } },
      /built-in reason; give .* another/,
    ],
    ['a rule that is a flag', { rules: { fits: true } }, /rules\.fits must be a function/],
    [
      'part of a list',
      { parts: { language: ['de'] } },
      /parts\.language\.words must name every word/,
    ],
    ['no time', { deadlineMs: 0 }, /deadlineMs must be .* 1 to 60000, got 0/],
    ['time as text', { deadlineMs: '200' }, /deadlineMs must be .* got "200"/],
    ['per cent', { sampleRate: 5 }, /sampleRate must be a share from 0 to 1, got 5/],
    ['loud', { mode: 'LIVE' }, /mode must be live or shadow, got "LIVE"/],
    ['a number of a version', { version: 2 }, /version must be a text .* got 2/],
    ['a plan that is no path', { plan: 7 }, /plan must be the path of a plan file, got 7/],
    ['one example', { examples: 'r-1' }, /examples must be a list of commands/],
    ['one authority', { authorities: label }, /authorities must be a list of .* got function/],
  ])('names field, value and remedy: %s', (_what, wrong, message) => {
    expect(define({ ...good, ...wrong })).toThrow(message)
    expect(define({ ...good, ...wrong })).toThrow(TypeError)
  })
})
