import subsetFont from 'subset-font'
import type { Plugin } from 'vite'

/** What the styles ask of the font, which comes with weights of 100 to 900 and thirty features. */
const used = {
  variationAxes: { wght: { min: 400, max: 700 } },
  keepFeatures: ['kern', 'liga', 'calt', 'tnum', 'ccmp', 'locl', 'mark', 'mkmk'],
}

/** The face of every first view; the others are for names in other scripts. */
const isOfEveryView = /\/inter-latin-wght-[^/]*\.woff2$/u

/** Keeps every letter of the font and takes out of it what no style shows: a third of its bytes. */
export function usedWeightsOnly(): Plugin {
  return {
    name: 'used-weights-only',
    apply: 'build',
    async generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !isOfEveryView.test(file.fileName)) continue
        file.source = await subsetFont(Buffer.from(file.source), '', {
          targetFormat: 'woff2',
          keepAllGlyphs: true,
          ...used,
        })
      }
    },
  }
}
