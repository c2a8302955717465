import { existsSync, readFileSync } from 'node:fs'

/** Installed versions of the peers a benchmark compares with. */
export function versionsOf(...packages: readonly string[]): Record<string, string> {
  return Object.fromEntries(packages.map((name) => [name, versionOf(name)]))
}

function versionOf(name: string): string {
  const places = ['../node_modules', '../../node_modules']
  const file = places
    .map((place) => new URL(`${place}/${name}/package.json`, import.meta.url))
    .find((url) => existsSync(url))
  if (file === undefined) throw new Error(`${name} is not installed`)
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'))
  return version
}
