import { readFileSync } from 'node:fs'
import process from 'node:process'
import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'

/** Written by `npm run site:build` from scripts/site/contents.ts. */
const sidebar = JSON.parse(
  readFileSync(new URL('.generated/sidebar.json', import.meta.url), 'utf8'),
)

export default defineConfig({
  base: process.env.SITE_BASE ?? '/',
  trailingSlash: 'always',
  output: 'static',
  compressHTML: true,
  integrations: [
    starlight({
      title: 'Partial Trust',
      description:
        'Give an LLM a narrow, sampled, guarded share of production decisions, and take it all back in under a second.',
      favicon: '/favicon.svg',
      logo: { src: '../packages/console/public/favicon.svg' },
      customCss: ['./src/site.css'],
      components: { Footer: './src/components/Footer.astro' },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
      credits: false,
      expressiveCode: {
        defaultProps: { overridesByLang: { 'sh,bash,console,text': { frame: 'none' } } },
      },
      sidebar,
    }),
  ],
})
