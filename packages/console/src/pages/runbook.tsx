import Markdown from 'react-markdown'
import type { Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import type { ReactElement, ReactNode } from 'react'
import { ApiProblem } from '../api/client.js'
import { useView } from '../api/queries.js'
import type { RunbookView } from '../api/views.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import { usePageTitle } from '../ui/use-page-title.js'

export default function Runbook(): ReactElement {
  usePageTitle('Runbook')
  const runbook = useView<RunbookView>(['runbook'], '/v1/runbook', 30_000)
  const { data, error } = runbook
  const missing = error instanceof ApiProblem && error.status === 404
  if (data !== undefined) {
    return (
      <article className="card prose-card">
        <div className="prose">
          <Markdown remarkPlugins={[remarkGfm]} skipHtml components={components}>
            {data.markdown}
          </Markdown>
        </div>
      </article>
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

const components: Components = {
  h1: ({ children }) => <h1 id={idOf(children)}>{children}</h1>,
  h2: ({ children }) => <h2 id={idOf(children)}>{children}</h2>,
  h3: ({ children }) => <h3 id={idOf(children)}>{children}</h3>,
  a: ({ href, children }) => <RunbookLink href={href ?? ''}>{children}</RunbookLink>,
}

type LinkProps = { readonly href: string; readonly children: ReactNode }

/** A link within the runbook scrolls: the address' hash is the router's. Files are not served here. */
function RunbookLink({ href, children }: LinkProps): ReactElement {
  if (href.startsWith('#')) {
    return (
      <button
        type="button"
        className="link"
        onClick={() =>
          document.querySelector(`[id="${CSS.escape(idPrefix + href.slice(1))}"]`)?.scrollIntoView()
        }
      >
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
