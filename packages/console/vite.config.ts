import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev` finds the service. */
const service = 'http://127.0.0.1:8080'

export default defineConfig({
  // Wherever a proxy puts the page, its parts are beside it.
  base: './',
  plugins: [react()],
  build: {
    target: 'es2023',
    // The page's content security policy is default-src 'self': no inline script, no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/v1': service } },
})
