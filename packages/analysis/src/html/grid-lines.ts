import { html, type Markup } from './markup.js'
import { place, type Scale } from './scale.js'

/** Horizontal lines across a chart, each with its value left of the axis. */
export function gridLines(
  box: { readonly left: number; readonly right: number },
  values: readonly number[],
  y: Scale,
  text: (value: number) => string,
): Markup {
  return html`<g class="grid">
    ${values.map(
      (value) =>
        html`<line
            x1="${box.left}"
            x2="${box.right}"
            y1="${place(y(value))}"
            y2="${place(y(value))}"
          />
          <text x="${box.left - 6}" y="${place(y(value) + 4)}" text-anchor="end"
            >${text(value)}</text
          >`,
    )}
  </g>`
}
