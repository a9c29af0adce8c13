import { z } from 'zod'
import { defineProject, sql } from '../../src/index.ts'

export const { asset, source, check, effect } = defineProject({
  // biome-ignore lint/suspicious/noExplicitAny: the rows are what each test says
  assets: async (): Promise<any> => contents,
  // biome-ignore lint/suspicious/noExplicitAny: the same
  resources: { settings: { language: 'en' }, embed: undefined as any, store: undefined as any },
})

export const order = z.object({ id: z.number().int(), note: z.string().default('none') })
export const contents = {
  notes: source.files('notes/*.md', { as: 'text' }),
  orders: asset({ schema: order }, () => [{ id: 1 }]),
  sentences: asset(async function* ({ notes }) {
    for await (const { path, content } of notes) for (const text of content.split('. ')) yield { path, text }
  }),
  word_counts: asset(
    ({ sentences }) =>
      sql<{ path: string; words: number }>`select path, sum(len(string_split(text, ' ')))::integer as words
        from ${sentences} group by path order by path`,
  ),
  no_empty_notes: check(({ word_counts }) => sql`select * from ${word_counts} where words < 2`),
}
