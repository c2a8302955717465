import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'

const mostNamed = 8

/** Says of a log that was not found where it was looked for and what is there instead. */
export async function missingLog(path: string): Promise<string> {
  const folder = dirname(path)
  const there = await filesIn(folder)
  const looked = `there is no risk log ${path}`
  if (there === null) return `${looked}: the folder ${folder} does not exist`
  if (there.length === 0) return `${looked}: ${folder} is empty`
  const near = there.filter((name) => /\.(?:jsonl|ndjson|log)(?:$|[.-])/u.test(name))
  const named = near.length > 0 ? near : there
  const rest = named.length > mostNamed ? ` and ${named.length - mostNamed} more` : ''
  return `${looked}: ${folder} holds ${named.slice(0, mostNamed).join(', ')}${rest}`
}

async function filesIn(folder: string): Promise<readonly string[] | null> {
  try {
    return (await readdir(folder)).toSorted()
  } catch {
    return null
  }
}
