import type { Asked } from '../../interface.ts'
import { build, hasTable } from './tables.ts'
import { all, changes, type Work } from './work.ts'

/** No verdict rests on it, so that it is no change of the catalog. */
export function* noteAsked(asked: Asked): Work<void> {
  const insert = build.insertInto('asked').values(asked)
  yield* changes(
    insert.onConflict((conflict) => conflict.columns(['asset', 'partition']).doUpdateSet({ at: asked.at })),
  )
}

export function* asked(): Work<readonly Asked[]> {
  return (yield* hasTable('asked')) ? yield* all(build.selectFrom('asked').selectAll().orderBy('asset')) : []
}
