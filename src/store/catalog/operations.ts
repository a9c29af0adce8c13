import { AssetError } from '../../errors.ts'
import { announce } from '../announce.ts'
import type { Catalog } from '../interface.ts'
import { asked, noteAsked } from './asked.ts'
import { addAttempt, failures } from './attempts.ts'
import { columnVersions, rememberColumnVersion } from './column-versions.ts'
import { type Connection, read, write, writeRelaxed } from './connection.ts'
import { addDoubt, doubts } from './doubts.ts'
import { history } from './history.ts'
import { acquireLease, dropDeadLeases, leases, releaseLease } from './leases.ts'
import { byDefinition, commit, current, currentOf, recordedAssets, repoint, versionsOf } from './records.ts'
import { beginRun, endRun, runs } from './runs.ts'
import { missingSources, sources } from './sources.ts'

/** Everything of a catalog but its counter and its end: the part that needs the query builder. */
export type Operations = Omit<Catalog, 'change' | keyof AsyncDisposable>

export function operationsOn(connection: Connection): Operations {
  return {
    current: () => read(connection, () => current(connection)),
    currentOf: (asset, partition) => read(connection, () => currentOf(connection, asset, partition)),
    versionsOf: (asset) => read(connection, () => versionsOf(connection, asset)),
    byDefinition: (definition, assets) => read(connection, () => byDefinition(connection, definition, assets)),
    recordedAssets: () => read(connection, () => recordedAssets(connection)),
    failures: () => read(connection, () => failures(connection)),
    doubts: () => read(connection, () => doubts(connection)),
    asked: () => read(connection, () => asked(connection)),
    noteAsked: (one) => unlessRefused(writeRelaxed(connection, () => noteAsked(connection, one))),
    history: (query) => read(connection, () => history(connection, query)),
    runs: (limit) => read(connection, () => runs(connection, limit)),
    columnVersions: (wanted) => read(connection, () => columnVersions(connection, wanted)),
    sources: (names) => read(connection, () => sources(connection, names)),
    missingSources: (names) => read(connection, () => missingSources(connection, names)),
    leases: () => read(connection, () => leases(connection)),
    commit: async (wanted) => {
      const answer = await write(connection, () => commit(connection, wanted))
      const { asset, blob } = wanted.record
      announce({ step: 'committed', asset, sha256: blob })
      return answer
    },
    repoint: (wanted) => write(connection, () => repoint(connection, wanted)),
    addAttempt: (attempt) => write(connection, () => addAttempt(connection, attempt)),
    doubt: (doubt) => write(connection, () => addDoubt(connection, doubt)),
    beginRun: (run) =>
      write(connection, () => {
        dropDeadLeases(connection)
        beginRun(connection, run)
      }),
    endRun: (id, end) => write(connection, () => endRun(connection, id, end)),
    rememberColumnVersion: async (set, version) => {
      // Who only reads goes without it; and whoever cannot write it now works it out again.
      if (connection.database.readonly) return
      await unlessRefused(writeRelaxed(connection, () => rememberColumnVersion(connection, set, version)))
    },
    acquireLease: (request) => writeRelaxed(connection, () => acquireLease(connection, request)),
    releaseLease: (request) => writeRelaxed(connection, () => releaseLease(connection, request)),
  }
}

/** A cache is no reason to fail: a catalog that is locked or full is told of by whoever has something to keep in it. */
async function unlessRefused(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!AssetError.is(error)) throw error
  }
}
