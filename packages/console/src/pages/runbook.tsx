import Markdown from 'react-markdown'
import type { Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import type { ReactElement, ReactNode } from 'react'
import { ApiProblem } from '../api/client.js'
import { useView } from '../api/queries.js'
import { CommandNow } from '../overview/command-now.js'
import { StandingNow } from '../overview/standing-now.js'
import { CopyButton } from '../ui/copy-button.js'
import { goTo } from '../ui/go-to.js'
import { InlineCode } from '../ui/inline-code.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import { usePageTitle } from '../ui/use-page-title.js'

export default function Runbook(): ReactElement {
  usePageTitle('Runbook')
  const runbook = useView('GET /v1/runbook', {}, 30_000)
  const { data, error } = runbook
  const missing = error instanceof ApiProblem && error.status === 404
  if (data !== undefined) {
    return (
      <>
        <StandingNow />
        <article className="card prose-card">
          <div className="prose">
            <Sections markdown={data.markdown} />
          </div>
        </article>
      </>
    )
  }
  return (
    <>
      <header className="page-head">
        <h1>Runbook</h1>
        <p className="page-sub">What to do when, rendered from the live configuration and plan.</p>
      </header>
      {error === null && <Waiting rows={5} />}
      {missing && (
        <Empty title="This service has no runbook">
          <code>partial-trust serve</code> shows it here, and <code>partial-trust runbook</code>{' '}
          prints it.
        </Empty>
      )}
      {error !== null && !missing && <Failure error={error} retry={() => void runbook.refetch()} />}
    </>
  )
}

/** The introduction, and each part behind its heading: what one looks for at night is found by name. */
function Sections({ markdown }: { readonly markdown: string }): ReactElement {
  const [introduction = '', ...parts] = markdown.split(/^(?=## )/mu)
  return (
    <>
      <Rendered markdown={introduction} />
      <nav aria-label="Contents" className="contents">
        <ol>
          {parts.map((part) => {
            const title = titleOf(part)
            return (
              <li key={title}>
                <button type="button" className="link" onClick={() => reveal(idOf(title))}>
                  <InlineCode text={title} />
                </button>
              </li>
            )
          })}
        </ol>
      </nav>
      {parts.map((part, index) => {
        const title = titleOf(part)
        return (
          // The first is what somebody in a hurry came for.
          <details key={title} className="runbook-part" open={index === 0}>
            <summary>
              <h2 id={idOf(title)}>
                <InlineCode text={title} />
              </h2>
            </summary>
            <Rendered markdown={part.slice(part.indexOf('\n') + 1)} />
          </details>
        )
      })}
    </>
  )
}

function titleOf(part: string): string {
  return (part.split('\n', 1)[0] ?? '').replace(/^## /u, '')
}

function Rendered({ markdown }: { readonly markdown: string }): ReactElement {
  return (
    <Markdown remarkPlugins={[remarkGfm]} skipHtml components={components}>
      {markdown}
    </Markdown>
  )
}

const components: Components = {
  h1: ({ children }) => <h1 id={idOf(children)}>{children}</h1>,
  h2: ({ children }) => <h2 id={idOf(children)}>{children}</h2>,
  h3: ({ children }) => <h3 id={idOf(children)}>{children}</h3>,
  // A step's box is ticked here and forgotten with the page; its text is its label.
  li: ({ className, children }) =>
    className === 'task-list-item' ? (
      <li className={className}>
        <label>{children}</label>
      </li>
    ) : (
      <li>{children}</li>
    ),
  input: ({ checked }) => <input type="checkbox" defaultChecked={checked === true} />,
  pre: ({ children }) => (
    <div className="command">
      <pre tabIndex={0}>{children}</pre>
      <CopyButton text={textOf(children).trimEnd()} />
      <CommandNow command={textOf(children)} />
    </div>
  ),
  a: ({ href, children }) => <RunbookLink href={href ?? ''}>{children}</RunbookLink>,
}

type LinkProps = { readonly href: string; readonly children: ReactNode }

/** A link within the runbook scrolls: the address' hash is the router's. Files are not served here. */
function RunbookLink({ href, children }: LinkProps): ReactElement {
  if (href.startsWith('#')) {
    return (
      <button type="button" className="link" onClick={() => reveal(idPrefix + href.slice(1))}>
        {children}
      </button>
    )
  }
  return /^https?:/u.test(href) ? (
    <a href={href} rel="noreferrer">
      {children}
    </a>
  ) : (
    <span title={href}>{children}</span>
  )
}

/** Opens the part that holds a heading, and goes there. */
function reveal(id: string): void {
  const heading = document.querySelector<HTMLElement>(`[id="${CSS.escape(id)}"]`)
  const part = heading?.closest('details')
  if (part !== null && part !== undefined) part.open = true
  goTo(heading?.closest('summary') ?? heading)
}

const idPrefix = 'runbook-'

/** The anchor a heading gets in rendered Markdown elsewhere. */
function idOf(children: ReactNode): string {
  const text = textOf(children)
  return (
    idPrefix +
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/gu, '-')
  )
}

function textOf(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(textOf).join('')
  if (typeof node === 'object' && node !== null && 'props' in node) {
    const { children }: { children?: ReactNode } = Object(node.props)
    return textOf(children)
  }
  return ''
}
