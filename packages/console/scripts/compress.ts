/** Writes a Brotli and a gzip copy beside every text asset of the build, so that serving costs no compressing. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
for (const name of globSync('**/*.{html,js,css,svg}', { cwd: dist })) {
  const file = new URL(name, dist)
  const content = readFileSync(file)
  writeFileSync(new URL(`${name}.br`, dist), brotliCompressSync(content))
  writeFileSync(new URL(`${name}.gz`, dist), gzipSync(content, { level: 9 }))
}
