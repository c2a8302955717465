import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import {
  type Classifier,
  classifierDigest,
  loadClassifier,
  trainClassifier,
  trainingText,
} from './classifier.js'
import type { LabelledLine } from './labelled-lines.js'

/** Outside git: the model has 2 MB and is trained anew in seconds. */
export const cacheFolder = new URL('../../.partial-trust/', import.meta.url)

/** The classifier trained on these lines: from the cache, else trained now and put there. */
export async function openClassifier(
  lines: readonly LabelledLine[],
  folder: URL = cacheFolder,
): Promise<Classifier> {
  const text = trainingText(lines)
  const digest = classifierDigest(text)
  const file = new URL(`model-${digest}.bin`, folder)
  if (existsSync(file)) return loadClassifier(file, digest)
  const classifier = await trainClassifier(text)
  mkdirSync(folder, { recursive: true })
  // Renamed when whole, so that nobody loads half a model.
  const partial = new URL(`${randomUUID()}.partial`, folder)
  writeFileSync(partial, await classifier.save())
  renameSync(partial, file)
  return classifier
}
