import { html, type Markup } from './markup.js'
import { styles } from './styles.js'

/**
 * One self-contained page: nothing is fetched, nothing is run.
 *
 * @param more Styles of this page alone.
 */
export function page(title: string, about: string, body: Markup, more = ''): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${title}</title>
        <style>
          ${{ markup: styles + more }}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>${title}</h1>
            <p class="soft">${about}</p>
          </header>
          ${body}
        </main>
      </body>
    </html> `.markup
}
