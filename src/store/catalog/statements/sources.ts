import { type SqlBool, sql } from 'kysely'
import type { SourceName, SourceText } from '../../interface.ts'
import { build } from './tables.ts'
import { template } from './template.ts'
import { all, changes, type Work } from './work.ts'

const pairsOf = (names: readonly SourceName[]) => JSON.stringify(names.map(({ hash, label }) => [hash, label]))

const wantedIn = (pairs: string) =>
  sql<{ hash: string; label: string }>`(SELECT value ->> 0 AS hash, value ->> 1 AS label FROM json_each(${pairs}))`

export function* sources(names: readonly SourceName[]): Work<readonly SourceText[]> {
  const query = build
    .selectFrom(wantedIn(pairsOf(names)).as('wanted'))
    .innerJoin('sources', (join) =>
      join.onRef('sources.hash', '=', 'wanted.hash').onRef('sources.label', '=', 'wanted.label'),
    )
    .select(['sources.hash', 'sources.label', 'sources.text'])
  return yield* all(query)
}

export function* missingSources(names: readonly SourceName[]): Work<readonly SourceName[]> {
  return yield* all(missingIn({ pairs: pairsOf(names) }))
}

const missingIn = template<{ readonly pairs: string }>()((value) => {
  const isKept = sql<SqlBool>`EXISTS (SELECT 1 FROM sources WHERE hash = wanted.hash AND label = wanted.label)`
  return build
    .selectFrom(wantedIn(value('pairs')).as('wanted'))
    .select(['wanted.hash', 'wanted.label'])
    .where(({ not }) => not(isKept))
})

/**
 * The first text stays: another one with the same hash and label differs only in comments and layout.
 */
export function* keepSources(texts: readonly SourceText[]): Work<void> {
  for (const { hash, label, text } of texts) yield* changes(addText({ hash, label, text }))
}

const addText = template<SourceText>()((value) =>
  build
    .insertInto('sources')
    .values({ hash: value('hash'), label: value('label'), text: value('text') })
    .onConflict((conflict) => conflict.doNothing()),
)
