import { defineCollection } from 'astro:content'
import { z } from 'astro/zod'
import { docsLoader } from '@astrojs/starlight/loaders'
import { docsSchema } from '@astrojs/starlight/schema'

export const collections = {
  docs: defineCollection({
    loader: docsLoader(),
    // The file of the repository that a page is made of.
    schema: docsSchema({ extend: z.object({ source: z.string().optional() }) }),
  }),
}
