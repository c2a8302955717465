import { createRequire } from 'node:module'

/** The product's version, as its package says it. */
export const version: string = String(createRequire(import.meta.url)('../package.json').version)
