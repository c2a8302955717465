import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { missingRoute } from '../missing-route.js'
import { bundledPolicyPath } from '../bundled-policy.js'
import { routesOf } from '../routes.js'
import { loadPolicy, parsePolicy } from './load-policy.js'
import { problemText } from './policy-problem.js'

const good = `schema_version: 1
profiles:
  quick: { description: small }
  strong:
tasks: [shopping]
routing:
  shopping:
    quick:
      provider: local
      model: \${MODEL}
      temperature: 0.2
      timeout_ms: 150
      base_url: http://127.0.0.1:1/v1
    strong: { provider: local, model: big, base_url: https://llm.example/v1 }
fallback_chain:
  - event: invalid_json
    action: repair_retry
  - event: timeout
    action: escalate_to
    profile: strong
`
const env = { MODEL: 'small:3b' }

function problemsOf(text: string, from: Record<string, string> = env): readonly string[] {
  const result = parsePolicy(text, 'p.yaml', { env: from })
  return result.kind === 'refused' ? result.problems.map(problemText) : []
}

describe('a policy file', () => {
  it('is read with its placeholders filled and its defaults set', () => {
    const result = parsePolicy(good, 'p.yaml', { env })
    expect(result).toMatchObject({
      kind: 'loaded',
      policy: {
        routing: { shopping: { quick: { model: 'small:3b', timeout_ms: 150 } } },
        fallback_chain: [
          { event: 'invalid_json', action: 'repair_retry', max_retries: 1 },
          { event: 'timeout', action: 'escalate_to', profile: 'strong' },
        ],
      },
    })
  })

  it.each([
    ['an unknown key at the top', 'tasks:', 'extra: 1\ntasks:', 5, 'unknown key "extra"'],
    [
      'an unknown key in a route',
      'model: big',
      'model: big, retries: 3',
      14,
      'unknown key "retries"',
    ],
    ['an unknown key in a profile', 'description: small', 'note: small', 3, 'unknown key "note"'],
    ['an unknown event', 'event: timeout', 'event: boredom', 18, 'fallback_chain.1.event'],
    [
      'an unknown action',
      'action: escalate_to',
      'action: shrug',
      19,
      'expected one of repair_retry',
    ],
    ['an unknown profile in the chain', 'profile: strong', 'profile: huge', 20, 'profile huge'],
    ['an unknown profile in a route', '    strong: {', '    huge: {', 14, 'unknown profile huge'],
    ['an unknown task', 'tasks: [shopping]', 'tasks: [tickets]', 7, 'unknown task shopping'],
    ['a missing provider', '      provider: local\n', '', 9, 'routing.shopping.quick.provider'],
    ['a temperature out of range', '0.2', '3', 11, 'temperature'],
    ['a timeout of 0', '150', '0', 12, 'timeout_ms'],
    ['a URL of another kind', 'https://llm', 'ftp://llm', 14, 'must be an http(s) URL'],
    ['a password in a URL', 'https://llm', 'https://me:hush@llm', 14, 'LLM_API_KEY'],
    ['another version', 'schema_version: 1', 'schema_version: 2', 1, 'schema_version'],
    ['a malformed placeholder', '${MODEL}', '${MODEL-x}', 10, 'malformed'],
    ['an alias of nothing', 'model: big', 'model: *big', 14, 'write &big'],
    ['a key given twice', 'temperature', 'model', 11, 'not YAML'],
    ['an escalation without its profile', '    profile: strong\n', '', 18, 'profile'],
    [
      'a limit under both names',
      'model: big',
      'model: big, max_tokens: 1, max_completion_tokens: 1',
      14,
      'stands beside max_tokens',
    ],
    ['a key in a header', 'model: big', 'model: big, headers: { x-api-key: s }', 14, 'api_key_env'],
    ['a key in the query', 'model: big', 'model: big, query: { key: s }', 14, 'api_key_env'],
    ['a key in the URL', 'example/v1', 'example/v1?api_key=hush', 14, 'api_key_env'],
    [
      'a header of the client',
      'model: big',
      'model: big, headers: { Host: h }',
      14,
      'client itself',
    ],
    ['a parameter that is no text', 'model: big', 'model: big, query: { v: 1 }', 14, 'query.v'],
    ['a profile listed twice', '  strong:', '  quick:', 4, 'not YAML'],
    ['a task listed twice', '[shopping]', '[shopping, shopping]', 5, 'names one twice'],
    [
      'a key in the place of its variable',
      'model: big',
      'model: big, api_key_env: sk-hush',
      14,
      'not the key',
    ],
    [
      'a key variable that is not set',
      'model: big',
      'model: big, api_key_env: HUSH',
      14,
      'api_key_env names is not set',
    ],
  ])('is refused for %s, with file and line', (_, part, instead, line, reason) => {
    const [first] = problemsOf(good.replace(part, instead))
    expect(first).toMatch(new RegExp(`^p\\.yaml:${line}: `))
    expect(first).toContain(reason)
    expect(first?.toLowerCase()).not.toContain('hush')
  })

  it('is refused for a placeholder that is left over, and names the variable', () => {
    expect(problemsOf(good, {})).toEqual(['p.yaml:10: ${MODEL} is left over: MODEL is not set'])
  })

  it('leaves placeholders in comments alone', () => {
    expect(problemsOf(`# \${ANYTHING}\n${good}`)).toEqual([])
  })

  it('cannot be restructured by the environment', () => {
    const injected = parsePolicy(good, 'p.yaml', { env: { MODEL: 'x", retries: 3 }\n#' } })
    expect(injected).toMatchObject({ kind: 'refused', problems: [{ line: 10 }] })
  })

  it('never repeats a value of the environment in a refusal', () => {
    expect(problemsOf(good, { MODEL: 'canary 7f3a' }).join()).not.toContain('canary')
  })

  it('may leave the endpoint to LLM_BASE_URL, but not to nobody', () => {
    const open = good.replace('      base_url: http://127.0.0.1:1/v1\n', '')
    expect(problemsOf(open)).toEqual(['p.yaml:8: base_url is missing and LLM_BASE_URL is not set'])
    expect(problemsOf(open, { ...env, LLM_BASE_URL: 'http://127.0.0.1:2/v1' })).toEqual([])
  })

  it('is a value whatever it holds', () => {
    const lines = good.split('\n')
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.string(), (at, text) => {
        const kind = parsePolicy(lines.with(at, text).join('\n'), 'p.yaml', { env }).kind
        expect(['loaded', 'refused']).toContain(kind)
      }),
    )
  })

  it('is refused as a whole when it is missing', () => {
    expect(loadPolicy({ path: '/nowhere/policy.yaml', env })).toMatchObject({
      kind: 'refused',
      problems: [{ line: null, reason: 'cannot be read (ENOENT)' }],
    })
  })

  it('holds nobody up where a device stands in its place', () => {
    expect(loadPolicy({ path: '/dev/zero', env })).toMatchObject({
      kind: 'refused',
      problems: [{ line: null, reason: 'cannot be read (it is neither a file nor a pipe)' }],
    })
  })
})

describe('profiles and tasks', () => {
  const lists = good
    .replace('profiles:\n  quick: { description: small }\n  strong:', 'profiles: [quick, strong]')
    .replace('tasks: [shopping]', 'tasks: { shopping: { description: things to buy } }')

  it('read the same as a list of names and as a map', () => {
    const [map, list] = [good, lists].map((text) => parsePolicy(text, 'p.yaml', { env }))
    expect(list).toEqual(map)
    expect(list).toMatchObject({ policy: { profiles: ['quick', 'strong'], tasks: ['shopping'] } })
  })

  it.each([good, lists])('are told to whoever asks for another', (text) => {
    const result = parsePolicy(text, 'p.yaml', { env })
    if (result.kind === 'refused') throw new Error('refused')
    expect(missingRoute(result.policy, 'shopping', 'quick')).toBeNull()
    expect(missingRoute(result.policy, 'shopping', 'huge')).toBe(
      '"huge" is not a profile of the policy; known: quick, strong',
    )
    expect(missingRoute(result.policy, 'tickets', 'quick')).toBe(
      'the policy has no route for task tickets and profile quick',
    )
  })
})

describe('routes of any task', () => {
  const any = `
  '*':
    quick: { provider: local, model: small, base_url: http://127.0.0.1:1/v1 }
fallback_chain:
`
  const result = parsePolicy(good.replace('\nfallback_chain:\n', any), 'p.yaml', { env })

  it('serve a task without a row of its own', () => {
    if (result.kind !== 'loaded') throw new Error(result.problems.map(problemText).join())
    expect(missingRoute(result.policy, 'tickets', 'quick')).toBeNull()
    expect(missingRoute(result.policy, 'tickets', 'strong')).toMatch(/no route for task tickets/)
    expect(routesOf(result.policy, 'tickets', null).get('quick')?.model).toBe('small')
  })

  it('add nothing to a row of its own', () => {
    if (result.kind !== 'loaded') throw new Error(result.problems.map(problemText).join())
    expect(routesOf(result.policy, 'shopping', null).get('quick')?.model).toBe('small:3b')
    const own = result.policy.routing['shopping']?.['strong']
    if (own === undefined) throw new Error('no route')
    const policy = {
      ...result.policy,
      routing: { ...result.policy.routing, shopping: { strong: own } },
    }
    expect(missingRoute(policy, 'shopping', 'quick')).toMatch(/no route for task shopping/)
  })
})

describe('the bundled policy', () => {
  it('asks for any corridor’s task', () => {
    const result = loadPolicy({ env: { LLM_BASE_URL: 'http://127.0.0.1:2/v1' } })
    const policy = result.kind === 'loaded' ? result.policy : null
    expect(policy && missingRoute(policy, 'decide_refund', 'partial_trust')).toBeNull()
    expect(policy && missingRoute(policy, 'plan_explorer', 'careful')).toBeNull()
  })

  it('loads as soon as an endpoint is named', () => {
    const result = loadPolicy({ env: { LLM_BASE_URL: 'http://127.0.0.1:2/v1' } })
    expect(result).toMatchObject({ kind: 'loaded', file: bundledPolicyPath })
  })

  it('can be judged before there is an endpoint', () => {
    const result = loadPolicy({ env: {}, endpointStandIn: 'http://nowhere.invalid/v1' })
    expect(result).toMatchObject({ kind: 'loaded' })
  })

  it('is refused without an endpoint, and says what to set', () => {
    const result = loadPolicy({ env: {} })
    expect(result.kind === 'refused' && result.problems.map(problemText)[0]).toContain(
      'LLM_BASE_URL is not set',
    )
  })
})
