import type { NextConfig } from 'next'

/** Loaded as it is installed: it finds its files by their places. */
const config: NextConfig = { serverExternalPackages: ['partial-trust'] }
export default config
