import type { AppControl } from 'partial-trust'

/** Tells of every change of a corridor as it comes: a promotion, an automatic stop, a kill. */
export function sayControlChanges(
  { feed }: Pick<AppControl, 'feed'>,
  intent: string,
  say: (line: string) => void,
): () => void {
  let told = feed.state(intent).version
  return feed.onChange(() => {
    const { version, killed, rollout, changed_by: by, why } = feed.state(intent)
    if (version === told) return
    told = version
    const stage = rollout === null ? 'no rollout' : `stage ${rollout.stage}`
    const closed =
      rollout?.closed === null || rollout === null ? '' : `, closed (${rollout.closed})`
    say(
      `>> ${intent}: ${killed ? 'KILLED' : `${stage}${closed}`} (${by ?? 'someone'}: ${why ?? 'no reason'})`,
    )
  })
}
