import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const source = 'packages/analysis/wasm/record-scanner.ts'
const target = 'packages/analysis/src/log/scanner-module.ts'
const root = fileURLToPath(new URL('../../', import.meta.url))

/** The TypeScript module that carries the compiled scanner. */
function compileScanner(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pt-scanner-'))
  try {
    const binary = join(folder, 'scanner.wasm')
    // The command and not the library: importing its types would replace Node's `console`.
    const compiler = join(root, 'scripts/scanner/node_modules/assemblyscript/bin/asc.js')
    const memory = ['--importMemory', '--initialMemory', '64', '--maximumMemory', '64']
    const speed = ['-O3', '--converge', '--noAssert', '--enable', 'simd']
    const bare = ['--runtime', 'stub', '--use', 'abort=']
    const output = ['--outFile', binary]
    const options = [source, ...output, ...memory, ...speed, ...bare]
    execFileSync(process.execPath, [compiler, ...options], { cwd: root, stdio: 'inherit' })
    return [
      `// Made by \`npm run build:scanner\` from ${source}: change that, not this.`,
      `// SHA-256 of the source: ${digestOf(source)}`,
      '',
      '/** The scanner, a WebAssembly module, in base64. */',
      `export const scannerModule: string =\n  '${readFileSync(binary).toString('base64')}'`,
      '',
    ].join('\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function digestOf(path: string): string {
  return createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex')
}

// `npm run build:scanner [-- --check]`
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const made = compileScanner()
if (!values.check) {
  writeFileSync(join(root, target), made)
  process.stdout.write(`wrote ${target}\n`)
} else if (readFileSync(join(root, target), 'utf8') !== made) {
  process.stderr.write(`${target} is not what ${source} compiles to: npm run build:scanner\n`)
  process.exitCode = 1
}
