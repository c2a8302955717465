import { describe, expect, it } from 'vitest'
import { bashOf, outputsOf } from './bash-of.ts'
import { problemsOf } from './problems-of.ts'
import { stepsOf } from './steps.ts'

const page = `# Guide

\`\`\`sh
npm install our-library zod
\`\`\`

\`\`\`ts
// app.ts
export const one = 1
\`\`\`

\`\`\`sh expect="GO"
our-library gate
\`\`\`
`
const steps = stepsOf(page)

describe('a guide as steps', () => {
  it('runs shell blocks and writes the files that others name', () => {
    expect(steps).toEqual([
      { kind: 'run', line: 3, text: 'npm install our-library zod\n', expect: null },
      { kind: 'write', line: 7, name: 'app.ts', text: '// app.ts\nexport const one = 1\n' },
      { kind: 'run', line: 12, text: 'our-library gate\n', expect: 'GO' },
    ])
  })

  it('refuses a block that is neither', () => {
    expect(() => stepsOf('```ts\nconst a = 1\n```\n')).toThrow('line 1: a ts block')
  })

  it('installs what is packed instead of what the registry has', () => {
    const bash = bashOf(steps, new Map([['our-library', '/packed/our-library.tgz']]))
    expect(bash).toContain('/packed/our-library.tgz zod')
    expect(bash).not.toContain('install our-library')
  })
})

describe('a walk', () => {
  const start = '\n\u001E3\nadded 2 packages\n\n\u001E7\n'

  it('is well when every block ran and a gate said GO', () => {
    expect(problemsOf(steps, outputsOf(`${start}\n\u001E12\ncanary: GO (may go on)\n`), 0)).toEqual(
      [],
    )
  })

  it('names the block that failed', () => {
    expect(problemsOf(steps, outputsOf(start), 1)).toEqual(['7: this block failed (exit code 1)'])
  })

  it('fails when the gate says anything else, although no command failed', () => {
    const problems = problemsOf(steps, outputsOf(`${start}\n\u001E12\nINSUFFICIENT\n`), 0)
    expect(problems).toEqual(['12: the output does not say "GO"', '0: no gate said GO'])
  })

  it('does not take a GO elsewhere for the gate’s', () => {
    const output = `\n\u001E3\nGO\n\n\u001E12\nNO_GO\n`
    expect(problemsOf(steps, outputsOf(output), 0)).toContain('0: no gate said GO')
  })
})
