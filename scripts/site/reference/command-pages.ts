import { commands } from '../../../packages/cli/dist/commands/index.js'
import { helpText } from '../../docs/help-text.ts'
import type { Page } from '../page.ts'
import { root } from '../site-folder.ts'

const source = 'packages/cli/src/commands/index.ts'

/** A page for every command, of the help it prints itself, and one that lists them. */
export async function commandPages(): Promise<readonly Page[]> {
  const pages: Page[] = []
  for (const [name, { summary }] of Object.entries(commands)) {
    const [own, ...children] = await helpOf([name])
    if (own === undefined) throw new Error(`${name} prints no help`)
    const parts = children.map(({ path, text }) => `## ${path.join(' ')}\n\n${block(text)}`)
    pages.push({
      slug: `reference/commands/${name}`,
      title: `partial-trust ${name}`,
      label: name,
      source,
      body: [`${capital(summary)}.`, block(own.text), ...parts].join('\n\n'),
    })
  }
  return [overview(pages), ...pages]
}

function overview(pages: readonly Page[]): Page {
  const rows = pages.map(
    ({ label, body }) =>
      `| [\`${label}\`](/reference/commands/${label}/) | ${body.slice(0, body.indexOf('\n')).replace(/\.$/, '')} |`,
  )
  return {
    slug: 'reference/commands',
    title: 'Commands',
    label: 'All commands',
    source,
    body: `What \`partial-trust --help\` lists, and the help of each. \`pt\` is the same program.\n\n| command | does |\n| --- | --- |\n${rows.join('\n')}\n`,
  }
}

type Help = { readonly path: readonly string[]; readonly text: string }

/** Help of a command and, after it, of every command below it. */
async function helpOf(path: readonly string[]): Promise<readonly Help[]> {
  const text = await helpText(path, root)
  const below = /^Commands:\n((?: {2,}.*\n)+)/m.exec(text)?.[1] ?? ''
  const names = [...below.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name)
  const found: Help[] = [{ path, text }]
  for (const name of names) {
    if (name !== 'help') found.push(...(await helpOf([...path, name])))
  }
  return found
}

function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
