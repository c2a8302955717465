import type { z } from 'zod'
import { bundledPolicyPath } from '../bundled-policy.js'
import { checkReferences } from './check-references.js'
import { fillPlaceholders } from './fill-placeholders.js'
import { policySchema } from './llm-policy.js'
import type { LlmPolicy } from './llm-policy.js'
import type { PolicyProblem } from './policy-problem.js'
import { messageOf, readTextFile } from '@partial-trust/settings'
import { parseYaml } from '@partial-trust/settings/yaml'
import type { YamlWithLines } from '@partial-trust/settings/yaml'

export type LoadedPolicy =
  | { readonly kind: 'loaded'; readonly policy: LlmPolicy; readonly file: string }
  /** At least one problem, in the order of the lines. */
  | { readonly kind: 'refused'; readonly problems: readonly PolicyProblem[]; readonly file: string }

export type LoadPolicyOptions = {
  /** Default: the policy that ships with the package. */
  readonly path?: string | null
  /** Fills `${NAME}` placeholders. */
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * Stands in for an `LLM_BASE_URL` that is not set, so that the rest of the file can be judged
   * before anybody names an endpoint. Not for asking.
   */
  readonly endpointStandIn?: string
}

/** Reads a policy file. Never throws: a policy that cannot be used is a value that says why. */
export function loadPolicy(options: LoadPolicyOptions): LoadedPolicy {
  const file = options.path ?? bundledPolicyPath
  let text: string
  try {
    text = readTextFile(file)
  } catch (error) {
    return wholeFile(file, `cannot be read (${codeOf(error) ?? messageOf(error)})`)
  }
  return parsePolicy(text, file, options)
}

/** As {@link loadPolicy}, of text that was already read. */
export function parsePolicy(
  text: string,
  file: string,
  { env: given, endpointStandIn }: Pick<LoadPolicyOptions, 'env' | 'endpointStandIn'>,
): LoadedPolicy {
  const hasEndpoint = (given['LLM_BASE_URL'] ?? '') !== '' || endpointStandIn === undefined
  const env = hasEndpoint ? given : { ...given, LLM_BASE_URL: endpointStandIn }
  const yaml = parseYaml(text)
  if (yaml.document.errors.length > 0) {
    return refused(
      file,
      yaml.document.errors.map(({ message, pos }) => ({
        line: yaml.lineOfOffset(pos[0]),
        reason: `not YAML: ${message}`,
      })),
    )
  }
  const unfilled = fillPlaceholders(yaml, env)
  if (unfilled.length > 0) return refused(file, unfilled)
  const read = yaml.data()
  if (read.kind === 'endless') return refused(file, [{ line: read.line, reason: read.problem }])
  const shape = policySchema.safeParse(read.value)
  if (!shape.success) {
    return refused(
      file,
      shape.error.issues.flatMap((issue) => shapeProblems(yaml, issue)),
    )
  }
  const dangling = checkReferences(shape.data, env).map(({ path, at, reason }) => ({
    line: at === 'key' ? yaml.lineOfKey(path) : yaml.lineAt(path),
    reason,
  }))
  return dangling.length > 0
    ? refused(file, dangling)
    : { kind: 'loaded', policy: shape.data, file }
}

type Issue = z.core.$ZodIssue
type LinedProblem = { readonly line: number; readonly reason: string }

function shapeProblems(yaml: YamlWithLines, issue: Issue): LinedProblem[] {
  if (issue.code === 'invalid_union') {
    // Of the alternatives, the one that was meant is the one that fits at the outside.
    const meant = issue.errors.find((inner) => inner.some(({ path }) => path.length > 0))
    const path = [...issue.path]
    if (meant !== undefined) {
      return meant.flatMap((inner) =>
        shapeProblems(yaml, { ...inner, path: [...path, ...inner.path] }),
      )
    }
  }
  const where = issue.path.map(String).join('.') || 'the file'
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      line: yaml.lineOfKey([...issue.path, key]),
      reason: `unknown key ${JSON.stringify(key)} in ${where}`,
    }))
  }
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? 'is no valid name'
    return [{ line: yaml.lineOfKey(issue.path), reason: `the name ${where} ${reason}` }]
  }
  return [{ line: yaml.lineAt(issue.path), reason: `${where}: ${issue.message}` }]
}

function refused(file: string, problems: readonly LinedProblem[]): LoadedPolicy {
  const inOrder = problems.toSorted((one, other) => one.line - other.line)
  return { kind: 'refused', file, problems: inOrder.map((problem) => ({ file, ...problem })) }
}

function wholeFile(file: string, reason: string): LoadedPolicy {
  return { kind: 'refused', file, problems: [{ file, line: null, reason }] }
}

/** Of an error of the system. */
function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null
}
