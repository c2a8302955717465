import type { Page } from '../page.ts'
import { code, markdownTable } from './markdown-table.ts'
import type { OpenapiDocument, Operation, Parameter } from './openapi-document.ts'

const source = 'packages/service/src/openapi.ts'

type Served = { readonly method: string; readonly path: string; readonly operation: Operation }

/** The routes of `/openapi.json` by what they are about, and one page that lists them. */
export function httpPages(document: OpenapiDocument): readonly Page[] {
  const served = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
  const groups = new Map<string, Served[]>()
  for (const one of served) {
    const group = groupOf(one.path)
    groups.set(group, [...(groups.get(group) ?? []), one])
  }
  const pages = [...groups].map(([group, routes]) => pageOf(group, routes))
  return [overview(groups), ...pages]
}

function groupOf(path: string): string {
  const [first = '', second = '', third] = path.split('/').slice(1)
  if (first !== 'v1') return first === 'ofrep' ? 'ofrep' : 'service'
  return second === 'corridors' && third !== undefined ? 'corridor' : second
}

function slugOf(group: string): string {
  return `reference/http/${group}`
}

function anchorOf({ operation }: Served): string {
  return operation.operationId.toLowerCase()
}

function overview(groups: ReadonlyMap<string, readonly Served[]>): Page {
  const rows = [...groups].flatMap(([group, routes]) =>
    routes.map((route) => [
      `[${code(`${route.method} ${route.path}`)}](/${slugOf(group)}/#${anchorOf(route)})`,
      whoOf(route.operation),
      route.operation.summary,
    ]),
  )
  return {
    slug: 'reference/http',
    title: 'HTTP API',
    label: 'All routes',
    source,
    body: `Every route of the service, as its own \`/openapi.json\` describes them; [this file](/openapi.json) is that of the household corridor. A refusal is a problem document (\`application/problem+json\`) with \`type\`, \`title\`, \`status\`, \`detail\` and, where a body or query is wrong, \`errors\` with pointers.

${markdownTable(['route', 'who', 'does'], rows)}
`,
  }
}

function pageOf(group: string, routes: readonly Served[]): Page {
  const parts = routes.map((route) => {
    const { method, path, operation } = route
    return [
      `## ${operation.operationId}`,
      `\`\`\`http\n${method} ${path}\n\`\`\``,
      `${operation.summary}. ${whoOf(operation, true)}`.replace('..', '.'),
      parametersOf(operation.parameters),
      bodyOf(operation),
      answersOf(operation),
    ]
      .filter((part) => part !== '')
      .join('\n\n')
  })
  const count = routes.length === 1 ? 'One route' : `${routes.length} routes`
  return {
    slug: slugOf(group),
    title: `HTTP: ${group}`,
    label: group,
    source,
    body: `${count} of [the HTTP API](/reference/http/).\n\n${parts.join('\n\n')}\n`,
  }
}

function whoOf({ security = [] }: Operation, sentence = false): string {
  const names = security.flatMap((scheme) => Object.keys(scheme))
  const open = security.length === 0 || security.some((scheme) => Object.keys(scheme).length === 0)
  const role = names.includes('viewer') ? 'viewer' : 'operator'
  if (names.length === 0) return sentence ? 'Open to everyone.' : 'everyone'
  if (!sentence) return open ? `${role}, or as it says` : role
  return open
    ? `Needs the role \`${role}\` unless ${role === 'viewer' ? 'it is called on this machine' : 'the request is signed'}.`
    : `Needs the role \`${role}\`.`
}

function parametersOf(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(({ name, in: where, required, schema }) => [
    code(name),
    where,
    required ? 'yes' : '',
    code(JSON.stringify(schema)),
  ])
  return markdownTable(['parameter', 'in', 'required', 'schema'], rows)
}

function bodyOf({ requestBody }: Operation): string {
  if (requestBody === undefined) return ''
  return Object.entries(requestBody.content)
    .map(
      ([media, { schema }]) =>
        `Body, \`${media}\`:\n\n\`\`\`json\n${JSON.stringify(schema ?? {}, said, 2)}\n\`\`\``,
    )
    .join('\n\n')
}

/** Leaves out bounds that only say what every whole number in JSON is held to. */
function said(_key: string, value: unknown): unknown {
  return Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER ? undefined : value
}

function answersOf({ responses }: Operation): string {
  const rows = Object.entries(responses).map(([status, { description, content = {} }]) => [
    code(status),
    Object.keys(content).map(code).join(', '),
    description,
  ])
  return markdownTable(['answer', 'media type', 'what'], rows)
}
