import {
  askClassifier,
  intentRouting,
  openClassifier,
  readLines,
} from '@partial-trust/example-intent-routing'
import { defineConfig } from 'partial-trust'

/** Trained the first time (some seconds), from then on read from `.partial-trust/`. */
const classifier = await openClassifier(readLines().training)

export default defineConfig({
  corridors: [intentRouting({ ask: askClassifier(classifier), version: classifier.digest })],
})
