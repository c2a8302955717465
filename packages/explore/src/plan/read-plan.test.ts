import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readPlan } from './read-plan.js'

const seed = readFileSync(
  new URL('../../../../data/seed/readiness-plan.md', import.meta.url),
  'utf8',
)

const small = `# Plan

## Allowed commands

- \`ls\`, \`cat\`

### Task 1: Look

\`\`\`bash
ls
\`\`\`

**Report:** What is there?
`

function planOf(markdown: string) {
  const reading = readPlan('plan.md', markdown)
  if (reading.kind !== 'plan') throw new Error(JSON.stringify(reading.problems))
  return reading.plan
}

function problemsOf(markdown: string) {
  const reading = readPlan('plan.md', markdown)
  return reading.kind === 'plan' ? [] : reading.problems
}

describe('readPlan on the founding document', () => {
  const plan = planOf(seed)

  it('finds the six tasks in order with their commands and questions', () => {
    expect(plan.tasks.map(({ number, title }) => [number, title])).toEqual([
      [1, 'All config env vars'],
      [2, 'ADR-004 rollout section'],
      [3, 'Analyzer README (monitoring reference)'],
      [4, 'Verification report (prerequisites reference)'],
      [5, 'LLM policy dependency'],
      [6, 'Existing operations docs'],
    ])
    expect(plan.tasks[0]?.blocks).toEqual([
      { source: 'cat routers/partial_trust_config.py', line: 50 },
    ])
    expect(plan.tasks[5]?.report).toEqual({
      text: 'Check if docs/operations/ exists. If not, note that it needs to be created.',
      line: 93,
    })
  })

  it('finds the allow-list, what is forbidden, the key files and the workpack', () => {
    expect(plan.allowed.map(({ text }) => text)).toEqual(
      'ls,find,cat,head,tail,rg,grep,sed -n,git status,git diff'.split(','),
    )
    expect(plan.forbidden).toHaveLength(3)
    expect(plan.keyFiles.map(({ line }) => line)).toEqual([38, 39, 40, 41])
    expect(plan.namedFiles.map(({ text }) => text)).toEqual([
      'docs/planning/workpacks/ST-007/workpack.md',
    ])
    expect(plan.role).toContain('read-only explorer')
    expect(plan.expectedOutput?.text).toContain('Task 1 through Task 6')
  })
})

describe('readPlan', () => {
  it('reads Windows line ends and a byte order mark without moving a line', () => {
    const plan = planOf(`\uFEFF${small.replaceAll('\n', '\r\n')}`)
    expect(plan).toEqual(planOf(small))
  })

  it('does not lose a line where a carriage return stands alone', () => {
    const plan = planOf(
      small.replace('- `ls`, `cat`\n', '- `ls`, `cat`\n\r').replaceAll('\n', '\r\n'),
    )
    expect(plan.tasks[0]?.line).toBe(8)
    expect(plan.tasks[0]?.blocks).toEqual([{ source: 'ls', line: 11 }])
  })

  it('keeps letters of every script in titles and questions', () => {
    const plan = planOf(small.replace('Look', 'Посмотри 目次').replace('What', 'Что'))
    expect(plan.tasks[0]?.title).toBe('Посмотри 目次')
    expect(plan.tasks[0]?.report.text).toBe('Что is there?')
  })

  it('takes a fence inside a longer fence of another language for text', () => {
    const nested = '````md\n```bash\nrm -rf .\n```\n````\n\n'
    const plan = planOf(small.replace('**Report:**', `${nested}**Report:**`))
    expect(plan.tasks[0]?.blocks.map(({ source }) => source)).toEqual(['ls'])
  })

  it('reads several blocks, indented ones and ones in a list, each with its own line', () => {
    const more = '    find docs\n\n- then\n\n  ```sh\n  cat a\n  cat b\n  ```\n\n'
    const plan = planOf(small.replace('**Report:**', `${more}**Report:**`))
    expect(plan.tasks[0]?.blocks).toEqual([
      { source: 'ls', line: 10 },
      { source: 'find docs', line: 13 },
      { source: 'cat a\ncat b', line: 18 },
    ])
  })

  it('keeps a task whole across deeper headings', () => {
    const plan = planOf(small.replace('```bash', '#### How\n\n```bash'))
    expect(plan.tasks[0]?.blocks).toHaveLength(1)
  })

  it.each([
    [
      'no list of commands',
      small.replace('## Allowed commands', '## Commands'),
      1,
      'Allowed commands',
    ],
    ['an empty list of commands', small.replace('- `ls`, `cat`', 'none'), 3, 'lists no command'],
    ['no task', small.slice(0, small.indexOf('###')), 1, 'no task'],
    ['a task without a number', small.replace('Task 1:', 'Task one:'), 7, 'not of the form'],
    ['a task without a block', small.replace('```bash\nls\n```', ''), 7, 'no shell block'],
    [
      'a block of another language only',
      small.replace('```bash', '```python'),
      7,
      'no shell block',
    ],
    ['a task without a question', small.replace('**Report:**', 'Report:'), 7, 'Report'],
    ['a question without words', small.replace(' What is there?', ''), 13, 'asks nothing'],
    [
      'a number used twice',
      small + small.slice(small.indexOf('###')),
      14,
      'there twice, the first time in line 7',
    ],
  ])('says line and reason for %s', (_, markdown, line, reason) => {
    expect(problemsOf(markdown)).toEqual([{ line, text: expect.stringContaining(reason) }])
  })

  it('does without role, prohibitions, key files and expected output', () => {
    expect(planOf(small)).toMatchObject({
      role: null,
      forbidden: [],
      keyFiles: [],
      expectedOutput: null,
    })
  })
})
