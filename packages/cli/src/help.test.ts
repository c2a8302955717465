import { describe, expect, it } from 'vitest'
import { commands } from './commands/index.js'
import { runCommand } from './run-command.contract.js'

/** Names below a command, as its own help lists them. */
function subcommands(help: string): string[] {
  const list = /^Commands:\n(?<rows>(?: .*\n?)+)/mu.exec(help)?.groups?.['rows'] ?? ''
  return [...list.matchAll(/^ {2}(?<name>[a-z][a-z-]*)/gmu)]
    .map(({ groups }) => groups?.['name'] ?? '')
    .filter((name) => name !== 'help')
}

const names = Object.keys(commands)

describe('partial-trust --help', () => {
  it('lists every command', async () => {
    const { stdout, exitCode } = await runCommand(['--help'])
    expect(subcommands(stdout).toSorted()).toEqual(names.toSorted())
    expect(exitCode).toBe(0)
  })

  it('fits every command and what it does on one line of a terminal', async () => {
    const { stdout } = await runCommand(['--help'])
    const rows = stdout.slice(stdout.indexOf('Commands:')).trimEnd().split('\n').slice(1)
    expect(rows).toHaveLength(names.length + 1) // and `help`
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(80)
  })
})

describe('partial-trust help', () => {
  it('shows the same page as --help, of the program and of a command', async () => {
    expect(await runCommand(['help'])).toEqual(await runCommand(['--help']))
    expect(await runCommand(['help', 'kill'])).toEqual(await runCommand(['kill', '--help']))
  })
})

describe('partial-trust with a name that is no command', () => {
  it('says which one it looks like, and exits 2', async () => {
    const { stdout, stderr, exitCode } = await runCommand(['klil'])
    expect(stderr).toContain("unknown command 'klil'\n(Did you mean kill?)")
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  })
})

describe('partial-trust --version', () => {
  it.each(['--version', '-V'])('is one line, for %s', async (flag) => {
    const { stdout, exitCode } = await runCommand([flag])
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/u)
    expect(exitCode).toBe(0)
  })
})

describe.each(names)('partial-trust %s', (name) => {
  it('ends its help, and that of what is below it, with an example of itself', async () => {
    const own = await runCommand([name, '--help'])
    const below = subcommands(own.stdout)
    const pages = await Promise.all(below.map((sub) => runCommand([name, sub, '--help'])))
    for (const [index, { stdout, stderr, exitCode }] of [own, ...pages].entries()) {
      const called = [name, ...below.slice(index - 1, index)].join(' ')
      const examples =
        /\nExamples?:\n(?<lines>(?: {2}.*\n)+)$/u.exec(stdout)?.groups?.['lines'] ?? ''
      expect(examples).toMatch(new RegExp(String.raw`^ {2}\$ .*partial-trust ${called}\b`, 'mu'))
      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    }
  })

  it('says what is wrong with an unknown option, on stderr alone, and exits 2', async () => {
    const { stdout, stderr, exitCode } = await runCommand([name, '--no-such-option'])
    expect(stderr).toMatch(/^(?:error: |Usage: )/u)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  })
})
