import type { LiveWorld } from '../project/live-world.ts'
import type { Workspace } from '../project/workspace.ts'
import { unitAt } from '../unit.ts'

/**
 * After an upgrade that hashes rows in another way: rewrites the current records, with versions that can be compared
 * with those of later runs. The data stays where it is. Returns the world with the new records.
 */
export async function adoptRows(
  workspace: Pick<Workspace, 'openWorld' | 'store'>,
  world: LiveWorld,
  run: string,
): Promise<LiveWorld> {
  if (world.older.length === 0) return world
  for (const stored of world.older) {
    const { record } = await world.present(stored)
    // A pinned unit keeps the record that it is pinned to.
    if (world.pins.has(unitAt(record))) continue
    // A new record of an effect would settle the doubt about its target, and a table whose file is gone cannot be
    // hashed.
    if (world.doubts.has(unitAt(record)) || record.schemes.rows === stored.record.schemes.rows) continue
    await workspace.store.catalog.commit({
      record: { ...record, run, outcome: 'reused', causes: [] },
      from: stored.id,
    })
  }
  const adopted = await workspace.openWorld()
  // The new world lacks the answers that sources gave this run.
  for (const facts of world.facts) adopted.observed(facts)
  return adopted
}
