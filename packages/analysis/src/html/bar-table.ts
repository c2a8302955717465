import { html, nothing, type Markup } from './markup.js'
import { place } from './scale.js'

/** One row of a picture that is its own table. `from` and `width` are shares of the lane. */
export type BarRow = {
  readonly name: string
  readonly from: number
  readonly width: number
  readonly tone: 'good' | 'bad' | 'plain'
  readonly cells: readonly string[]
}

/**
 * Bars in a table: the lane is a picture for the eye, the cells beside it say the same in numbers. On
 * a phone every row stands as a block of its own, so the roles say again what the layout takes away.
 */
export function barTable(
  caption: string,
  heads: readonly string[],
  rows: readonly BarRow[],
): Markup {
  if (rows.length === 0) return html`<p class="empty">No data yet.</p>`
  const [nameHead = '', ...others] = heads
  return table(
    caption,
    heads.length,
    html`${head(nameHead, '')}
      <td aria-hidden="true"></td>
      ${others.map((text) => head(text, 'num'))}`,
    rows.map(({ name, from, width, tone, cells }) => {
      const bar = html`<span
        class="${tone}"
        style="margin-left:${place(from * 100)}%;width:${place(width * 100)}%"
      ></span>`
      return html`${rowHead(name)}
        <td class="lane" aria-hidden="true">${width > 0 ? bar : nothing}</td>
        ${cells.map((text, i) => cell(text, others[i] ?? ''))}`
    }),
  )
}

export function plainTable(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): Markup {
  return table(
    caption,
    heads.length,
    html`${heads.map((text, i) => head(text, i === 0 ? '' : 'num'))}`,
    rows.map(
      ([name = '', ...cells]) =>
        html`${rowHead(name)}${cells.map((text, i) => cell(text, heads[i + 1] ?? ''))}`,
    ),
  )
}

/** A table of more columns stands as blocks on a tablet too. */
const widest = 6

function table(caption: string, columns: number, heads: Markup, rows: readonly Markup[]): Markup {
  return html`<table role="table" class="${columns > widest ? 'wide' : ''}" aria-label="${caption}">
    <thead role="rowgroup">
      <tr role="row">
        ${heads}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) =>
          html`<tr role="row">
            ${row}
          </tr>`,
      )}
    </tbody>
  </table>`
}

function head(text: string, kind: string): Markup {
  return html`<th role="columnheader" scope="col" class="${kind}">${text}</th>`
}

/** Names of the code's kind may break after an underscore and need not break elsewhere. */
function rowHead(text: string): Markup {
  const parts = text.split(/(?<=_)/u).map((part) => html`${part}<wbr />`)
  return html`<th role="rowheader" scope="row">${parts}</th>`
}

const verdicts: ReadonlySet<string> = new Set(['GO', 'NO_GO', 'INSUFFICIENT'])

function cell(text: string, label: string): Markup {
  const joined = text.replaceAll(' %', '\u{A0}%') // a line must not end between number and sign
  const kind = verdicts.has(text) ? `num ${text}` : 'num'
  const shown = verdicts.has(text) ? html`<span class="word">${text}</span>` : joined
  return html`<td role="cell" class="${kind}" data-label="${label}">${shown}</td>`
}
