import { referenceContents } from '../contents.ts'
import type { Section } from '../page.ts'
import { pageOfRow } from '../sections.ts'
import { apiSection } from './api-pages.ts'
import { commandPages } from './command-pages.ts'
import { httpPages } from './http-pages.ts'
import type { OpenapiDocument } from './openapi-document.ts'
import { tablePages } from './table-pages.ts'

/** Everything that is looked up: made from source, beside a few documents. */
export async function reference(openapi: OpenapiDocument): Promise<Section> {
  return {
    title: 'Reference',
    entries: [
      ...tablePages(),
      ...referenceContents.map(pageOfRow),
      { title: 'Commands', collapsed: true, entries: await commandPages() },
      { title: 'HTTP API', collapsed: true, entries: httpPages(openapi) },
      apiSection(),
    ],
  }
}
