import { fileURLToPath } from 'node:url'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explore } from './explore.js'
import { fingerprintTree } from './tree/tree-fingerprint.js'
import { renderSarif } from './report/render-sarif.js'
import { renderText } from './report/render-text.js'

const seed = fileURLToPath(new URL('../../../data/seed/readiness-plan.md', import.meta.url))
const { signal } = new AbortController()

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'explore-test-'))
  mkdirSync(join(root, 'docs/operations'), { recursive: true })
  writeFileSync(join(root, 'docs/operations/runbook.md'), 'kill switch\nacceptance_rate\n')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const head = '## Allowed commands\n- `ls`, `cat`, `grep`\n\n'
function task(command: string, report = 'What is there?'): string {
  return `${head}### Task 1: One\n\`\`\`bash\n${command}\n\`\`\`\n**Report:** ${report}\n`
}

async function run(plan: string) {
  const planFile = join(root, 'plan.md')
  writeFileSync(planFile, plan)
  return explore({ planFile, repository: root, cwd: '/', signal })
}

describe('explore on the founding document', () => {
  it('reports tasks 1 to 6 in order and stops the line on what is missing and on echo', async () => {
    const { digest: before } = await fingerprintTree(root)
    const exploration = await explore({ planFile: seed, repository: root, cwd: '/', signal })
    expect(exploration.tasks.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6])
    const rules = exploration.issues.map(({ rule, line }) => `${rule}:${line}`)
    expect(rules).toEqual(
      expect.arrayContaining([
        'missing-named-file:35',
        'missing-key-file:38',
        'missing-key-file:39',
        'missing-key-file:40',
        'missing-key-file:41',
        'outside-allow-list:90',
      ]),
    )
    expect(exploration.tasks[5]?.commands.map(({ outcome }) => outcome)).toEqual(['ran', 'refused'])
    expect(exploration.tasks[5]?.commands[0]?.output).toEqual([{ number: 1, text: 'runbook.md' }])
    expect(exploration.tree).toMatchObject({ unchanged: true, before, after: before })
  })
})

describe('explore', () => {
  it('finds nothing to stop for where the evidence holds what the plan says', async () => {
    const plan = task('cat docs/operations/runbook.md | grep acceptance', 'Show acceptance_rate.')
    const { issues, tasks } = await run(plan)
    expect(issues).toEqual([])
    expect(tasks[0]?.commands).toMatchObject([
      { outcome: 'ran', exitCode: 0, output: [{ number: 1, text: 'acceptance_rate' }] },
    ])
  })

  it.each([
    ['rm -rf docs', 'command-refused'],
    ['cat docs/operations/runbook.md > copy', 'command-refused'],
    ['find docs', 'outside-allow-list'],
    ['cat nope.md', 'command-failed'],
    ['grep nothing docs/operations/runbook.md', 'empty-evidence'],
    ['true', 'outside-allow-list'],
  ])('stops the line for %s: %s', async (command, rule) => {
    const { issues } = await run(task(command))
    expect(issues).toContainEqual(expect.objectContaining({ rule, task: 1 }))
  })

  it('does not count a search that finds nothing as a failure of its own', async () => {
    const { issues } = await run(task('grep nothing docs/operations/runbook.md'))
    expect(issues.map(({ rule }) => rule)).toEqual(['empty-evidence'])
  })

  it('stops the line where the evidence lacks a name that the report line spells out', async () => {
    const { issues } = await run(task('cat docs/operations/runbook.md', 'Show error_rate, AC_1.'))
    expect(issues.map(({ message }) => message)).toEqual([
      'the evidence does not mention "error_rate"',
      'the evidence does not mention "AC_1"',
    ])
  })

  it.each([
    ['AC1 passed\nAC2 ✅\n', []],
    ['AC1 passed\n', ['the evidence does not mention AC2']],
    ['AC1 passed\nAC2 failed\n', ['the evidence shows a failure of AC2']],
    ['AC1 passed\nAC2 pending\n', ['the evidence does not say "passed" of AC2']],
  ])('checks "all 2 ACs passed" against %j', async (text, expected) => {
    writeFileSync(join(root, 'docs/criteria.md'), text)
    const { issues } = await run(task('cat docs/criteria.md', 'Confirm that all 2 ACs passed.'))
    expect(issues.map(({ message }) => message)).toEqual(expected)
  })

  it('stops the line where a command is both allowed and forbidden', async () => {
    const { issues } = await run(`${task('ls')}\n## Forbidden\n- \`ls\`, \`rm\`\n`)
    expect(issues.map(({ rule }) => rule)).toEqual(['allowed-and-forbidden'])
  })

  it('stops the line where the tasks do not run to the number the plan expects', async () => {
    const plan = `${task('ls').replace('Task 1', 'Task 2')}\n## Expected Output\nTask 1 through Task 6\n`
    const { issues } = await run(plan)
    expect(issues.map(({ rule }) => rule)).toEqual(['task-numbers', 'task-numbers'])
  })

  it('says which file changed while it ran', async () => {
    const planFile = join(root, 'plan.md')
    writeFileSync(planFile, task('ls'))
    const { issues, tree } = await explore({
      planFile,
      repository: root,
      cwd: '/',
      signal,
      answer: async (_, tasks) => {
        writeFileSync(join(root, 'docs/new.md'), '')
        return { tasks, notes: [] }
      },
    })
    rmSync(join(root, 'docs/new.md'))
    expect(tree).toMatchObject({ unchanged: false, changed: ['docs/new.md'] })
    expect(issues.map(({ rule }) => rule)).toEqual(['tree-changed'])
  })

  it.each([
    ['an unusable plan', '# nothing', /plan\.md:1: there is no "Allowed commands" section/u],
    ['a plan that is not text', Buffer.from([0xff, 0xfe, 0x00]), /not UTF-8/u],
  ])('refuses %s with exit code 2', async (_, content, message) => {
    writeFileSync(join(root, 'plan.md'), content)
    const running = explore({ planFile: 'plan.md', repository: '.', cwd: root, signal })
    await expect(running).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    })
  })
})

describe('the reports', () => {
  it('show control characters of the evidence as text', async () => {
    writeFileSync(join(root, 'docs/odd.md'), 'a\u001B[2Jb\u202Ec\n')
    const text = renderText(await run(task('cat docs/odd.md')))
    expect(text).toContain(String.raw`a\u{1B}[2Jb\u{202E}c`)
    expect(text).toContain('STOP-THE-LINE: none')
  })

  it('give one SARIF result an issue, at its line of the plan', async () => {
    const exploration = await run(task('rm -rf docs'))
    const sarif = JSON.parse(renderSarif(exploration, '1.2.3'))
    expect(sarif.version).toBe('2.1.0')
    const [run1] = sarif.runs
    expect(run1.results).toHaveLength(exploration.issues.length)
    for (const result of run1.results) {
      expect(run1.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
      expect(result.locations[0].physicalLocation.region.startLine).toBeGreaterThan(0)
    }
  })
})
