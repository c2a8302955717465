import { spawnSync } from 'node:child_process'

/**
 * The most memory, in MiB, that a process of its own holds while it runs one command line as built; what
 * the command prints is thrown away. Linux only.
 */
export function peakMemory(argv: readonly string[]): number {
  const command = new URL('../dist/main.js', import.meta.url)
  const script = `
    import { readFileSync } from 'node:fs'
    import { main } from ${JSON.stringify(command.href)}
    const write = process.stdout.write.bind(process.stdout)
    process.stdout.write = () => true
    await main(['node', 'partial-trust', ...process.argv.slice(1)])
    // Not resourceUsage: that one remembers the process that started this one.
    write(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1])`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, '--', ...argv],
    { encoding: 'utf8' },
  )
  const kibibytes = Number(stdout)
  const ran = status !== 1 && status !== 2 && kibibytes > 0 // a verdict has exit codes of its own
  if (!ran) throw new Error(`${argv.join(' ')} failed: ${stderr}`)
  return Math.round(kibibytes / 1024)
}
