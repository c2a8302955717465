import fc from 'fast-check'

/** What a plan, a shell block or a tree can be made odd with. */
const oddText = fc.constantFrom(
  '\u001B[31m',
  '\r',
  '\0',
  '\u202E',
  '\u2028',
  '\uFEFF',
  '\uD800',
  '\u00A0',
  '\u200B',
  'é',
  '目',
  '😀',
  '\\',
  '\t',
)
const word = fc.constantFrom(
  'ls',
  'cat',
  'grep',
  'rg',
  'sed -n',
  'find',
  'git diff',
  'git status',
  'head -5',
  'echo',
  'true',
  'rm',
  'sh',
  'a.txt',
  'docs',
  'docs/b.txt',
  '.',
  '..',
  '../x',
  '/etc/passwd',
  './a.txt',
  'out/secret.txt',
  'loop',
  'pipe',
  '-n',
  '-delete',
  '-exec',
  '--pre',
  '--output=x',
  '-i',
  '--',
  '-',
  '-rf',
  '-name',
  '1p',
  "'1w x'",
  '--no-index',
  '*',
  '?',
  '[a-z]',
  '[!a]',
  '*.txt',
  'docs/*',
  '**',
  '[z-a]',
  '[',
  ']',
  '~',
  '{a,b}',
  '!(a)',
  '$HOME',
  'X=1',
  'HEAD',
  'HEAD:a.txt',
  'HEAD:../x',
  ':(top)x',
  ':/x',
  '@{-1}',
  'main..side',
  's/a/b/w',
  'p;e',
  '$!N;P;D',
)
const operator = fc.constantFrom(
  '|',
  '&&',
  '||',
  ';',
  '\n',
  '&',
  '|&',
  '!',
  '(',
  ')',
  '{',
  '}',
  '#',
  ' ',
  '  ',
  '\\\n',
  '>/dev/null',
  '2>/dev/null',
  '2>&1',
  '&>/dev/null',
  '>x',
  '>>x',
  '<x',
  '<<E',
  '<<<x',
  '3>&1',
  '>|x',
  '<>x',
  '$(',
  '`',
  '<(',
  '$((',
  '${',
  '"',
  "'",
  "$'",
  '[[',
  'if',
  'while',
  'case',
  'f()',
  'time',
  'coproc',
)

/** Anything that a shell could meet. */
const wildShell = fc
  .array(
    fc.oneof(
      { arbitrary: word, weight: 6 },
      { arbitrary: operator, weight: 3 },
      { arbitrary: oddText, weight: 1 },
      { arbitrary: fc.string({ unit: 'binary', maxLength: 6 }), weight: 1 },
      {
        arbitrary: fc
          .constantFrom('(', '{', '>', '"', '$(', '[', '!')
          .map((one) => one.repeat(300)),
        weight: 1,
      },
    ),
    { maxLength: 14 },
  )
  .chain((parts) => fc.constantFrom(' ', ' ', ' ', '').map((joint) => parts.join(joint)))

const tool = fc.constantFrom(
  'ls',
  'cat',
  'grep',
  'rg',
  'sed -n',
  'find',
  'git diff',
  'git status',
  'head',
  'tail',
  'echo',
)
const quoted = fc
  .tuple(fc.constantFrom("'", '"', ''), word)
  .map(([quote, text]) => (text.includes("'") ? text : `${quote}${text}${quote}`))
/** Pipelines of the known tools, with arguments good and bad. */
const tameShell = fc
  .array(
    fc.tuple(
      tool,
      fc.array(quoted, { maxLength: 3 }),
      fc.constantFrom(' | ', ' && ', ' || ', '; ', '\n', ' 2>/dev/null\n', ' >/dev/null 2>&1; '),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) =>
    parts
      .map(
        ([name, args, joint], index) =>
          [name, ...args].join(' ') + (index < parts.length - 1 ? joint : ''),
      )
      .join(''),
  )

export const shellText: fc.Arbitrary<string> = fc.oneof(wildShell, tameShell)

const line = fc.oneof(
  fc.constantFrom(
    '# Plan',
    '## Role',
    '## Allowed commands',
    '## Forbidden',
    '## Key files',
    '**Key files**',
    '## Expected output',
    '- `ls`, `cat`',
    '- `git`',
    '- `docs/b.txt`',
    '* a',
    '1. b',
    '   - c',
    '> q',
    '---',
    '===',
    '***',
    '|a|b|',
    '### Task 1: One',
    '### Task 2: Two',
    '### Task 1: Again',
    '### Task: none',
    '#### Task 3: Deep',
    '### Task 99999: x',
    '```bash',
    '```',
    '````md',
    '~~~',
    '~~~sh',
    '    ls',
    'ls',
    'cat a.txt',
    '```python',
    '``` bash x',
    '**Report:** What?',
    '**Report:**',
    '__Report__: x',
    '**Report:** all 4 ACs passed',
    '- **Report:** y',
    '> **Report:** z',
    'Task 1 through Task 2',
    '<!-- x',
    '-->',
    '<script>',
    '[a]: /x',
    '[a][a]',
    '![x](y)',
    '&lt;',
    '\\',
    '',
    '',
    '',
  ),
  shellText.map((text) => text.slice(0, 40)),
  oddText,
  fc.constantFrom('>', '- ', '* ', '`', '**a_', '[', '<').map((one) => one.repeat(120)),
)

const usable =
  `## Allowed commands\n- \`ls\`\n### Task 1: One\n\`\`\`sh\nls\n\`\`\`\n**Report:** What?\n`.split(
    '\n',
  )

/** Markdown from scratch, and a plan that could be used with some lines changed. */
export const planText: fc.Arbitrary<string> = fc
  .oneof(
    fc.array(line, { maxLength: 30 }),
    fc
      .array(fc.tuple(fc.nat(usable.length), fc.nat(1), line), { maxLength: 5 })
      .map((changes) =>
        changes.reduce((lines, [at, drop, text]) => lines.toSpliced(at, drop, text), usable),
      ),
  )
  .chain((lines) => fc.constantFrom('\n', '\n', '\r\n').map((end) => lines.join(end)))

export const indexPath: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom('a', 'b.txt', 'docs', 'é', 'x y', '-'), weight: 5 },
      {
        arbitrary: fc.constantFrom(
          '',
          '.',
          '..',
          '.git',
          '.GIT',
          'git~1',
          '.g\u200Cit',
          '.git ',
          '.git:x',
          '\\..\\x',
        ),
        weight: 1,
      },
      { arbitrary: fc.string({ unit: 'binary', maxLength: 4 }), weight: 1 },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join('/'))

const id = fc.constantFrom(
  'a'.repeat(40),
  '0'.repeat(40),
  'f'.repeat(64),
  'A'.repeat(40),
  'a'.repeat(39),
  '',
)
const refName = fc.oneof(
  fc.constantFrom(
    'refs/heads/main',
    'refs/tags/v1',
    'refs/../x',
    'refs/heads/a.lock',
    'HEAD',
    'refs//x',
    'refs/heads/.x',
    '/etc/passwd',
  ),
  indexPath.map((path) => `refs/${path}`),
)

export const refText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.tuple(id, refName).map(([one, name]) => `${one} ${name}`),
      id.map((one) => `^${one}`),
      refName.map((name) => `ref: ${name}`),
      fc.constantFrom('# pack-refs with: peeled', '', ' ', '\r', '\0', 'ref:', 'ref: '),
      oddText,
    ),
    { maxLength: 5 },
  )
  .map((lines) => lines.join('\n'))
