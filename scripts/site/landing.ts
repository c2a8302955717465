import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fencesOf } from '../docs/markdown.ts'
import type { Page } from './page.ts'
import { root } from './site-folder.ts'

const source = 'README.md'

/** The first page: what it is, the picture and the commands of the README, and where to go from here. */
export function landing(base: string): Page {
  const readme = readFileSync(join(root, source), 'utf8')
  const [, intro = ''] = /^# .+\n\n([\s\S]+?)\n\n/.exec(readme) ?? []
  const [what = '', how = ''] = intro.split('\n')
  const picture = /!\[([^\]]*)\]\(([^)]+)\)/.exec(readme)?.[0] ?? ''
  const [commands] = fencesOf(readme)
  if (what === '' || how === '' || picture === '' || commands === undefined) {
    throw new Error('README.md: needs two sentences, a picture and commands at its beginning')
  }
  const body = `${how}

${picture}

\`\`\`sh
${commands.lines.join('\n')}
\`\`\`

<div class="doors">${cards.map((card) => cardOf(card, base)).join('')}</div>
`
  return {
    slug: 'index',
    title: 'Partial Trust',
    label: 'Partial Trust',
    source,
    body,
    matter: {
      template: 'splash',
      hero: {
        tagline: what,
        actions: [
          {
            text: 'Your first rollout',
            link: `${base}start/your-first-rollout/`,
            icon: 'right-arrow',
          },
          { text: 'In your process', link: `${base}start/in-your-process/`, variant: 'minimal' },
        ],
      },
    },
  }
}

const cards: readonly {
  title: string
  text: string
  links: readonly (readonly [string, string])[]
}[] = [
  {
    title: 'Take it in',
    text: 'A corridor around a decision you already make.',
    links: [
      ['Define your own corridor', 'guides/corridor'],
      ['Bring your model', 'guides/bring-your-model'],
      ['Several processes', 'guides/several-processes'],
    ],
  },
  {
    title: 'Believe it',
    text: 'What a GO means, and what it does not.',
    links: [
      ['The gates', 'concepts/gates'],
      ['The statistics', 'concepts/statistics'],
      ['Machines that try to break it', 'concepts/proof'],
    ],
  },
  {
    title: 'Run it',
    text: 'What the person on call needs, and in which order.',
    links: [
      ['Runbook', 'operations/runbook'],
      ['Live control', 'guides/control'],
      ['Alerts', 'operations/alerts'],
    ],
  },
  {
    title: 'Look it up',
    text: 'Generated from the source of this version.',
    links: [
      ['Commands', 'reference/commands'],
      ['HTTP API', 'reference/http'],
      ['Reason codes', 'reference/reason-codes'],
    ],
  },
]

function cardOf({ title, text, links }: (typeof cards)[number], base: string): string {
  const items = links.map(([name, slug]) => `<li><a href="${base}${slug}/">${name}</a></li>`)
  return `<section><h2>${title}</h2><p>${text}</p><ul>${items.join('')}</ul></section>`
}
