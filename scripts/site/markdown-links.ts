import { linksOf } from '../docs/markdown.ts'

/** Links of `llms.txt` to files that were not built. */
export function markdownLinks(
  text: string,
  files: ReadonlySet<string>,
  base: string,
): readonly string[] {
  return linksOf(text).flatMap(({ target, line }) =>
    target.startsWith(base) && files.has(decodeURI(target.slice(base.length)))
      ? []
      : [`llms.txt:${line}: leads nowhere: ${target}`],
  )
}
