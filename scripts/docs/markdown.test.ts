import { describe, expect, it } from 'vitest'
import { anchorsOf, linksOf, shellLines, testsCited } from './markdown.ts'

const page = `# A title: \`code\` & more
See [one](a.md), ![two](b.png "title") and \`[no](c.md)\`.

\`\`\`md
[nor this](d.md)
\`\`\`
## A title: code & more

\`\`\`sh
# a comment
npm ci && npm test   # the tests
PARTIAL_TRUST_ENABLED=true partial-trust serve \\
  --port 0
\`\`\`

\`\`\`console
$ partial-trust status --json
{"not": "a command"}
\`\`\`
`

describe('reading Markdown', () => {
  it('finds links outside code', () => {
    expect(linksOf(page)).toEqual([
      { target: 'a.md', line: 2 },
      { target: 'b.png', line: 2 },
    ])
  })

  it('names headings as GitHub does', () => {
    expect([...anchorsOf(page)]).toEqual(['a-title-code--more', 'a-title-code--more-1'])
  })

  it('finds the commands of shell blocks and leaves comments and output out', () => {
    expect(shellLines(page).map(({ text }) => text)).toEqual([
      'npm ci && npm test',
      'PARTIAL_TRUST_ENABLED=true partial-trust serve    --port 0',
      'partial-trust status --json',
    ])
  })
})

it('reads the tests that a table cites', () => {
  expect(testsCited('| a | b | `x/a.test.ts`: does so<br>`b.test.ts`: and this |')).toEqual([
    { file: 'x/a.test.ts', title: 'does so' },
    { file: 'b.test.ts', title: 'and this' },
  ])
})
