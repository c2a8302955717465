import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTokenStore } from '@partial-trust/service'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommand } from '../run-command.contract.js'

let cwd = ''
let path = ''
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'tokens-cli-'))
  path = join(cwd, '.partial-trust', 'tokens.json')
})
afterEach(() => rmSync(cwd, { recursive: true }))

const pt = (...line: readonly string[]) => runCommand(['tokens', ...line], { cwd })

async function add(name: string, ...more: readonly string[]): Promise<string> {
  const { stdout } = await pt('add', '--name', name, '--role', 'operator', ...more)
  return /pt_operator_\S+/u.exec(stdout)?.[0] ?? ''
}

async function list(): Promise<readonly Record<string, unknown>[]> {
  const { tokens } = JSON.parse((await pt('list', '--json')).stdout)
  return tokens
}

describe('tokens', () => {
  it('lets people in by name and takes them out again, in a service that runs', async () => {
    const store = openTokenStore(path, Date.now)
    const token = await add('anna', '--expires-in', '30d')
    expect(store.verify(token)).toMatchObject({ name: 'anna', person: 'anna', role: 'operator' })
    expect(await list()).toContainEqual(
      expect.objectContaining({ name: 'anna', role: 'operator', state: 'good' }),
    )
    expect((await pt('revoke', 'anna', '--reason', 'left')).exitCode).toBe(0)
    expect([store.verify(token), store.ended(token)]).toEqual([null, 'revoked'])
    expect(readFileSync(path, 'utf8')).not.toContain(token)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('makes a new token and ends the old one, at once or after a while', async () => {
    const store = openTokenStore(path, Date.now)
    const first = await add('ci', '--machine')
    const graced = await pt('rotate', 'ci', '--grace', '1h', '--json')
    const { token: second } = JSON.parse(graced.stdout)
    expect([store.verify(first), store.verify(second)]).toMatchObject([
      { name: 'ci', person: null },
      { name: 'ci', person: null },
    ])
    expect((store.verify(first)?.expiresAtMs ?? 0) - Date.now()).toBeLessThanOrEqual(3_600_000)
    const third = /pt_operator_\S+/u.exec((await pt('rotate', 'CI')).stdout)?.[0] ?? ''
    expect([first, second, third].map((one) => store.verify(one) !== null)).toEqual([
      false,
      false,
      true,
    ])
  })

  it('makes no file: only the first start of a service does', async () => {
    for (const line of [['list'], ['add', '--name', 'a', '--role', 'viewer'], ['revoke', 'a']]) {
      const { exitCode, stderr } = await pt(...line)
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there is no token file')])
    }
    const wrong = { PARTIAL_TRUST_TOKENS: '' }
    const { stderr } = await runCommand(['tokens', 'list'], { cwd, env: wrong })
    expect(stderr).toContain('PARTIAL_TRUST_TOKENS: it is set but empty')
  })

  it('names whom it knows when it is asked for somebody else', async () => {
    openTokenStore(path, Date.now)
    await add('anna')
    const { exitCode, stderr } = await pt('revoke', '\u001b[31mben')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /no good token is called "\\u001b\[31mben"; good are: .*anna \([0-9a-f]{8}\)/u,
    )
  })

  it.each([
    ['a name that is taken, in capitals', ['--name', 'ANNA'], 1, 'anna has a token already'],
    ['a name with an escape', ['--name', 'a\u001b[2J'], 2, 'must begin with a letter'],
    ['a name that turns the direction of writing', ['--name', 'a\u202Eb'], 2, 'must begin'],
    ['a name that looks like another', ['--name', 'аnna'], 2, 'must begin with a letter'],
    ['a name like an id', ['--name', 'deadbeef'], 2, 'reads like the id'],
    ['a name of the product’s own', ['--name', 'Controller'], 2, 'calls itself'],
    ['a very long name', ['--name', 'a'.repeat(65)], 2, 'more than 64'],
    ['for ever', ['--name', 'b', '--expires-in', '99999999w'], 2, 'for ever'],
    ['a time of nothing', ['--name', 'b', '--expires-in', '0d'], 2, 'above 0'],
    ['a time that has passed', ['--name', 'b', '--expires-in=-1d'], 2, 'above 0'],
    ['a role that is none', ['--name', 'b', '--role', 'admin'], 2, 'viewer, operator'],
  ])('refuses %s', async (_what, line, code, said) => {
    openTokenStore(path, Date.now)
    await add('anna')
    const before = readFileSync(path, 'utf8')
    const role = line.includes('--role') ? [] : ['--role', 'operator']
    const { exitCode, stderr } = await pt('add', ...line, ...role)
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(said)])
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  it('loses none of many changes at once', async () => {
    openTokenStore(path, Date.now)
    const names = Array.from({ length: 12 }, (_, index) => `person-${index}`)
    await Promise.all(names.map((name) => add(name)))
    expect((await list()).map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  })

  it('says two weeks before that a token ends, until the next is there', async () => {
    openTokenStore(path, Date.now)
    await add('anna', '--expires-in', '13d')
    await add('ben', '--expires-in', '15d')
    const told = async () => {
      const { stdout } = await runCommand(['status'], { cwd })
      return stdout.split('\n').filter((line) => line.startsWith('TOKENS'))
    }
    expect(await told()).toEqual([
      expect.stringMatching(/anna .*expires in 1[23] days.*rotate anna/u),
    ])
    const { stdout } = await runCommand(['preflight'], { cwd })
    expect(stdout).toMatch(/anna \(operator\) expires in 1[23] days/u)
    await pt('rotate', 'anna', '--grace', '1d')
    expect(await told()).toEqual([])
    chmodSync(path, 0o644)
    expect(await told()).toEqual([expect.stringContaining('others can read')])
    chmodSync(path, 0o666)
    expect(await told()).toEqual([expect.stringContaining('nobody is let in')])
  })

  it('leaves a trace of who and why in the audit trail, and says so where there is none', async () => {
    openTokenStore(path, Date.now)
    const { stderr } = await pt('add', '--name', 'anna', '--role', 'viewer', '--by', 'root')
    expect(stderr).toContain('not in the audit trail')
    rmSync(join(cwd, '.partial-trust'), { recursive: true })
    await runCommand(['decide'], { cwd }) // the first start of a process that serves makes the store
    openTokenStore(path, Date.now)
    await add('ben', '--by', 'root', '--reason', 'joins us')
    await pt('rotate', 'ben', '--by', 'root')
    await pt('revoke', 'ben', '--by', 'root')
    const { stdout } = await runCommand(['audit', '--json'], { cwd })
    const entries = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(entries).toMatchObject([
      { action: 'make' },
      {
        action: 'tokens',
        by: 'root',
        reason: 'joins us',
        evidence: { change: 'add', name: 'ben' },
      },
      { action: 'tokens', by: 'root', evidence: { change: 'rotate' } },
      { action: 'tokens', by: 'root', evidence: { change: 'revoke', whom: 'ben' } },
    ])
    expect((await runCommand(['audit', 'verify'], { cwd })).exitCode).toBe(0)
  })
})

describe('a token file that is not to be trusted', () => {
  it('lets nobody in: changed by others, damaged, ambiguous, gone', async () => {
    const problems: string[] = []
    const store = openTokenStore(path, Date.now, (problem) => problems.push(problem))
    const token = await add('anna')
    const good = readFileSync(path, 'utf8')
    const isIn = () => store.verify(token) !== null
    const states: boolean[] = [isIn()]
    chmodSync(path, 0o666)
    states.push(isIn())
    chmodSync(path, 0o600)
    states.push(isIn())
    const { tokens } = JSON.parse(good)
    for (const text of [
      '{',
      JSON.stringify({ version: 2, tokens: [...tokens, ...tokens] }),
      good.replaceAll('"operator"', '"root"'),
      good.replaceAll('"expires_at": "20', '"expires_at": "+20'),
    ]) {
      writeFileSync(path, text)
      states.push(isIn())
    }
    writeFileSync(path, good)
    states.push(isIn())
    rmSync(path)
    states.push(isIn())
    expect(states).toEqual([true, false, true, false, false, false, false, true, false])
    expect(problems.map((problem) => problem.replace(path, ''))).toEqual([
      expect.stringContaining('others may write'),
      expect.stringContaining('damaged'),
      expect.stringContaining('gone'),
    ])
  })

  it('is not written through a link', async () => {
    const elsewhere = join(cwd, 'elsewhere.json')
    openTokenStore(elsewhere, Date.now)
    const before = readFileSync(elsewhere, 'utf8')
    rmSync(path, { force: true })
    await runCommand(['decide'], { cwd })
    symlinkSync(elsewhere, path)
    const { exitCode, stderr } = await pt('add', '--name', 'anna', '--role', 'viewer')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('is a link')])
    expect(readFileSync(elsewhere, 'utf8')).toBe(before)
    expect((await pt('list')).exitCode).toBe(0)
  })
})
