// `npm run test:frameworks [-- NAME…]`: packs the library, installs it into each example under
// examples/frameworks by its own lockfile, runs the example and asks it over HTTP. With `--relock` it
// resolves the examples' dependencies anew and writes their lockfiles instead.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { pack } from '../pack/pack.ts'
import { closureOf } from '../pack/published.ts'
import { examples, installedExample, relock } from './installed-example.ts'
import { startExample, startModel } from './running-example.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { relock: { type: 'boolean', default: false } },
})
const known = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const names = positionals.length > 0 ? positionals : known
for (const name of names) {
  if (known.includes(name)) continue
  console.error(`frameworks: there is no ${name}; there are ${known.join(', ')}`)
  process.exit(2)
}

const into = mkdtempSync(join(tmpdir(), 'frameworks-'))
process.on('exit', () => rmSync(into, { recursive: true, force: true }))
const packed = pack(into, closureOf('partial-trust'))

const trace = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${trace}-b7ad6b7169203331-01`
const atOnce = 8

/** The corridor is the same everywhere: only what is around it differs. */
function checkCorridor(name: string): void {
  const places = ['.', 'src', 'app/comments']
  const one = places.flatMap((place) => {
    try {
      return [readFileSync(join(examples, name, place, 'comments.ts'), 'utf8')]
    } catch {
      return []
    }
  })
  assert.equal(one[0], readFileSync(join(examples, 'express/comments.ts'), 'utf8'), 'comments.ts')
}

async function check(name: string): Promise<void> {
  checkCorridor(name)
  const folder = installedExample(name, packed, into)
  const model = await startModel()
  const example = await startExample(folder, model.url)

  const accepted = await example.ask('c-1', traceparent)
  assert.deepEqual(accepted, {
    httpStatus: 200,
    said: { label: 'rude', status: 'accepted_llm' },
  })

  await model.kill()
  const alone = await example.ask('c-2')
  assert.deepEqual(alone, {
    httpStatus: 200,
    said: { label: 'fine', status: 'fallback_deterministic' },
  })

  await model.revive()
  model.hold()
  const leaving = Array.from({ length: atOnce }, (_, at) => example.ask(`c-stop-${at}`))
  await model.asked(atOnce)
  const stopped = example.stop()
  model.answer()
  const last = await Promise.all(leaving)
  assert.equal(await stopped, 0, 'exit code of a graceful stop')
  assert.ok(last.every(({ httpStatus }) => httpStatus === 200))

  await model.kill()

  const records = example.records()
  assert.equal(records.length, 2 + atOnce, 'one record a decision')
  assert.equal(records[0]?.['trace_id'], trace)
  assert.equal(records[1]?.['reason_code'], 'llm_unavailable')
}

let failed = 0
for (const name of names) {
  const from = performance.now()
  try {
    if (values.relock) relock(name, packed, into)
    else await check(name)
    const seconds = ((performance.now() - from) / 1000).toFixed(0)
    console.log(`frameworks: ${name} ${values.relock ? 'locked' : 'passed'} in ${seconds} s`)
  } catch (error) {
    failed += 1
    console.error(`frameworks: ${name} failed:`, error)
  }
}
process.exit(failed > 0 ? 1 : 0)
