import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { usedWeightsOnly } from './scripts/used-weights.ts'

/** Where `npm run dev` finds the service. */
const service = 'http://127.0.0.1:8080'

export default defineConfig({
  // Wherever a proxy puts the page, its parts are beside it.
  base: './',
  plugins: [react(), usedWeightsOnly()],
  build: {
    target: 'es2023',
    // The page's content security policy is default-src 'self': no inline script, no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false }, // the font takes a second; nobody need be told each time
      // What the first view needs comes in one piece: each piece more costs a request and its head.
      output: { codeSplitting: { groups: [{ name: 'first-view', tags: ['$initial'] }] } },
    },
  },
  server: { proxy: { '/v1': service } },
})
