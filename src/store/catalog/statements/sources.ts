import { type SqlBool, sql } from 'kysely'
import type { SourceName, SourceText } from '../../interface.ts'
import { build } from './tables.ts'
import { all, changes, type Work } from './work.ts'

const wantedIn = (names: readonly SourceName[]) => {
  const pairs = JSON.stringify(names.map(({ hash, label }) => [hash, label]))
  return sql<{
    hash: string
    label: string
  }>`(SELECT value ->> 0 AS hash, value ->> 1 AS label FROM json_each(${pairs}))`
}

export function* sources(names: readonly SourceName[]): Work<readonly SourceText[]> {
  const query = build
    .selectFrom(wantedIn(names).as('wanted'))
    .innerJoin('sources', (join) =>
      join.onRef('sources.hash', '=', 'wanted.hash').onRef('sources.label', '=', 'wanted.label'),
    )
    .select(['sources.hash', 'sources.label', 'sources.text'])
  return yield* all(query)
}

export function* missingSources(names: readonly SourceName[]): Work<readonly SourceName[]> {
  const isKept = sql<SqlBool>`EXISTS (SELECT 1 FROM sources WHERE hash = wanted.hash AND label = wanted.label)`
  const query = build
    .selectFrom(wantedIn(names).as('wanted'))
    .select(['wanted.hash', 'wanted.label'])
    .where(({ not }) => not(isKept))
  return yield* all(query)
}

/**
 * The first text stays: another of the same hash and label differs in comments and layout alone.
 */
export function* keepSources(texts: readonly SourceText[]): Work<void> {
  for (const { hash, label, text } of texts) {
    const query = build
      .insertInto('sources')
      .values({ hash, label, text })
      .onConflict((conflict) => conflict.doNothing())
    yield* changes(query)
  }
}
