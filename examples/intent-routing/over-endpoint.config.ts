import { askEndpoint, intentRouting } from '@partial-trust/example-intent-routing'
import { defineConfig } from 'partial-trust'

/** The same corridor, asking an endpoint: `npm run intent-routing:serve`, or a language model's. */
export default defineConfig({ corridors: [intentRouting({ ask: askEndpoint })] })
