import { z } from 'zod'
import { countWords } from './text/span.ts'

/** A document that is worth cutting up. */
export const documentSchema = z.strictObject({
  id: z.string().regex(/^[\w.-]+$/, 'must be made of letters, digits, "_", "." and "-"'),
  content: z.string().refine((text) => countWords(text) >= 20, 'must have at least 20 words'),
  source: z.string().min(1),
  created_at: z.date().min(new Date('1790-01-01')),
})
