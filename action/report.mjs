// What the checks found, as SARIF, as a summary and as outputs of the step. Plain JavaScript: it runs where
// the repository's packages may not be installed.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import process from 'node:process'

const {
  FOUND = '',
  FOLDER = '.',
  INSUFFICIENT = 'warn',
  GITHUB_OUTPUT,
  GITHUB_STEP_SUMMARY,
} = process.env
const levels = { error: 'error', warning: 'warning', note: 'note', stop: 'error' }
const words = { 0: 'GO', 10: 'INSUFFICIENT', 20: 'NO_GO' }

const checks = ['lint', 'preflight', 'gate', 'runbook'].flatMap((name) => {
  const file = (ending) => join(FOUND, `${name}.${ending}`)
  if (!existsSync(file('status'))) return []
  const read = (ending) => readFileSync(file(ending), 'utf8')
  return [{ name, status: Number(read('status')), out: read('out'), err: read('err') }]
})
const results = checks.flatMap((check) => resultsOf(check))
const gate = checks.find(({ name }) => name === 'gate')
const verdict = words[gate?.status] ?? 'none'
const failed = checks.filter(({ name, status }) =>
  name === 'gate' ? !(status in words) || verdict === 'NO_GO' : status !== 0,
)
const isUndecided = verdict === 'INSUFFICIENT'
const fails = checks.length === 0 || failed.length > 0 || (isUndecided && INSUFFICIENT === 'fail')
const outcome = fails ? 'failed' : isUndecided ? 'undecided' : 'passed'
const sarif = join(FOUND, 'partial-trust.sarif')
writeFileSync(sarif, JSON.stringify(sarifOf(results), null, 2))
if (GITHUB_OUTPUT) {
  appendFileSync(GITHUB_OUTPUT, `verdict=${verdict}\noutcome=${outcome}\nsarif=${sarif}\n`)
}
if (GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, summary())

/** What one check found: rule, level, text, file and line. */
function resultsOf({ name, status, out, err }) {
  const said = json(out)
  if (name === 'lint' && said !== null) {
    return said.findings.map(({ id, rule, severity, problem, arithmetic, suggestion, line }) => ({
      rule: `${id}-${rule}`,
      level: levels[severity] ?? 'note',
      text: [problem, arithmetic, suggestion].filter(Boolean).join(' '),
      file: typeof said.file === 'string' ? said.file : 'partial-trust.plan.yaml',
      line,
    }))
  }
  if (name === 'preflight' && said !== null) {
    return said.parts
      .flatMap(({ title, findings }) => findings.map((finding) => ({ title, ...finding })))
      .filter(({ level }) => level === 'stop')
      .map(({ title, level, what, evidence, remedy }) => ({
        rule: `preflight-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
        level: levels[level],
        text: [what, evidence, remedy].filter(Boolean).join('. '),
      }))
  }
  if (name === 'gate') {
    const because = said?.because?.join(' ') ?? err.trim()
    const level = { GO: 'note', INSUFFICIENT: 'warning' }[words[status]] ?? 'error'
    return [{ rule: 'gate', level, text: `${words[status] ?? 'not judged'}: ${because}` }]
  }
  if (name === 'runbook' && status !== 0) {
    return `${out}${err}`.split('\n').flatMap((line) => {
      const [, file, text] = /^(\S+\.md): (.*)$/.exec(line) ?? []
      return file === undefined ? [] : [{ rule: 'runbook', level: 'error', text, file }]
    })
  }
  return status === 0 ? [] : [{ rule: name, level: 'error', text: err.trim() }]
}

function json(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function sarifOf(found) {
  const rules = [...new Set(found.map(({ rule }) => rule))].map((id) => ({ id }))
  const root = `${process.cwd()}/`
  const uri = (file = 'partial-trust.config.ts') =>
    file.startsWith('/') ? file.replace(root, '') : posix.join(FOLDER, file)
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'partial-trust', rules } },
        results: found.map(({ rule, level, text, file, line = 1 }) => ({
          ruleId: rule,
          level,
          message: { text },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uri(file) },
                region: { startLine: line },
              },
            },
          ],
        })),
      },
    ],
  }
}

function summary() {
  const title = { passed: 'passed', undecided: 'not decided yet', failed: 'failed' }[outcome]
  const rows = checks.map(({ name, status }) => {
    const bad = failed.some((one) => one.name === name)
    const said =
      name === 'gate' ? (words[status] ?? 'could not be judged') : bad ? 'found a problem' : 'fine'
    return `| ${name} | ${said} |`
  })
  const found = results
    .filter(({ level }) => level !== 'note')
    .map(({ rule, text }) => `- \`${rule}\` ${text.replaceAll('\n', ' ').replaceAll('<', '&lt;')}`)
  return [
    '## Partial Trust: ' + title,
    '',
    '| check | says |',
    '| --- | --- |',
    ...rows,
    '',
    ...found,
    '',
  ].join('\n')
}
