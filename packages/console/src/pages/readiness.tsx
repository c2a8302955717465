import type { ReactElement } from 'react'
import { ApiProblem } from '../api/client.js'
import { useView } from '../api/queries.js'
import type { ReadinessFinding, ReadinessView } from '../api/views.js'
import { grouped } from '../format/in-words.js'
import { plural } from '../format/numbers.js'
import { shownAtMost, Stops } from '../readiness/stops.js'
import { Card } from '../ui/card.js'
import { InlineCode } from '../ui/inline-code.js'
import { goTo } from '../ui/go-to.js'
import { Empty, Failure, Waiting } from '../ui/notices.js'
import { TimeStamp } from '../ui/time-stamp.js'
import { usePageTitle } from '../ui/use-page-title.js'

export default function Readiness(): ReactElement {
  usePageTitle('Readiness')
  const readiness = useView('GET /v1/readiness', {}, 30_000)
  const { data, error } = readiness
  const missing = error instanceof ApiProblem && error.status === 404
  return (
    <>
      <header className="page-head">
        <h1>Readiness</h1>
        <p className="page-sub">
          May this go to production? The same report as <code>partial-trust preflight</code>.
        </p>
      </header>
      {data === undefined && error === null && <Waiting rows={5} />}
      {data !== undefined && <Report view={data} />}
      {missing && (
        <Empty title="This service has no readiness report">
          The demo has nothing to be ready for; <code>partial-trust serve</code> shows it here, and{' '}
          <code>partial-trust preflight</code> prints it.
        </Empty>
      )}
      {error !== null && !missing && (
        <Failure error={error} retry={() => void readiness.refetch()} />
      )}
    </>
  )
}

function Report({ view }: { readonly view: ReadinessView }): ReactElement {
  const { parts, stop_the_line: stops, at } = view
  return (
    <div className="stack">
      {stops.length === 0 ? (
        <p className="notice">
          <strong className="key-go">✓ Nothing stops the line.</strong> The six parts agree, checked{' '}
          <TimeStamp at={at} />.
        </p>
      ) : (
        <Stops view={view} />
      )}
      <nav aria-label="Parts" className="contents">
        <ol>
          {parts.map(({ number, title, findings }) => (
            <li key={number}>
              <button type="button" className="link" onClick={() => show(number)}>
                {title}
              </button>{' '}
              <span className="small">{countsOf(findings)}</span>
            </li>
          ))}
        </ol>
      </nav>
      {parts.map(({ number, title, findings }) => (
        <Card key={number} title={`${number}. ${title}`} note={<span id={partId(number)} />}>
          <Checks findings={findings} />
        </Card>
      ))}
    </div>
  )
}

function partId(number: number): string {
  return `readiness-part-${number}`
}

function show(number: number): void {
  goTo(
    document
      .querySelector(`#${partId(number)}`)
      ?.closest('section')
      ?.querySelector('h2'),
  )
}

/** `1 stop, 2 notes, 14 fine`. */
function countsOf(findings: readonly ReadinessFinding[]): string {
  const words = { stop: 'to stop for', note: 'to note', ok: 'fine' } as const
  return (['stop', 'note', 'ok'] as const)
    .map((level) => ({ level, count: findings.filter((one) => one.level === level).length }))
    .filter(({ count }) => count > 0)
    .map(({ level, count }) => `${count} ${words[level]}`)
    .join(', ')
}

/** What needs somebody is shown; what is fine is folded away behind its count. */
function Checks({ findings }: { readonly findings: readonly ReadinessFinding[] }): ReactElement {
  const open = findings.filter(({ level }) => level !== 'ok')
  const fine = findings.filter(({ level }) => level === 'ok')
  return (
    <>
      {open.length > 0 && <CheckList findings={open} />}
      {fine.length > 0 && (
        <details>
          <summary className="key-go">✓ {plural(fine.length, 'check')} fine</summary>
          <CheckList findings={fine} />
        </details>
      )}
    </>
  )
}

/** Findings that the same step mends stand together, under that step. */
function CheckList({ findings }: { readonly findings: readonly ReadinessFinding[] }): ReactElement {
  const groups = Map.groupBy(findings, (finding) =>
    finding.remedy === '' ? finding : `${finding.level} ${finding.remedy}`,
  )
  return (
    <ul className="checks">
      {[...groups.values()].map((group) => {
        const [first] = group
        return first === undefined ? null : (
          <Check key={`${first.what} ${first.evidence}`} first={first} group={group} />
        )
      })}
    </ul>
  )
}

const marks = { ok: '✓ ok', note: '▲ note', stop: '■ stop' } as const

type CheckProps = {
  readonly first: ReadinessFinding
  readonly group: readonly ReadinessFinding[]
}

function Check({ first: { level, remedy }, group }: CheckProps): ReactElement {
  const said = saidOnce(group)
  const shown = said.length > shownAtMost + 1 ? said.slice(0, shownAtMost) : said
  const folded = said.slice(shown.length)
  return (
    <li className="check">
      <span className={`check-mark check-${level}`}>{marks[level]}</span>
      <div>
        <What said={shown} />
        {folded.length > 0 && (
          <details className="small">
            <summary>{folded.length} more of the kind</summary>
            <What said={folded} />
          </details>
        )}
        {remedy !== '' && (
          <p className="small">
            <strong>What to do:</strong> <InlineCode text={remedy} />
          </p>
        )}
      </div>
    </li>
  )
}

function What({ said }: { readonly said: readonly Said[] }): ReactElement {
  return (
    <>
      {said.map(({ what, evidence, times }) => (
        <div key={`${what} ${evidence}`}>
          <p>
            <InlineCode text={grouped(what)} />
            {times > 1 && <span className="small"> {times} times the same</span>}
          </p>
          {evidence !== '' && (
            <p className="small">
              <InlineCode text={grouped(evidence)} />
            </p>
          )}
        </div>
      ))}
    </>
  )
}

type Said = Pick<ReadinessFinding, 'what' | 'evidence'> & { readonly times: number }

/** The same of several corridors is one thing to read. */
function saidOnce(group: readonly ReadinessFinding[]): readonly Said[] {
  const alike = Map.groupBy(group, ({ what, evidence }) => `${what} ${evidence}`)
  return [...alike.values()].flatMap((same) => {
    const [first] = same
    return first === undefined ? [] : [{ ...first, times: same.length }]
  })
}
