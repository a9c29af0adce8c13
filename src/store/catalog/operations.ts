import { AssetError } from '../../errors.ts'
import { unitAt } from '../../unit.ts'
import { announce } from '../announce.ts'
import type { Catalog } from '../interface.ts'
import { type Connection, compact, patiently, read, write, writeRelaxed } from './connection.ts'
import { currentOf } from './current-of.ts'
import { execute } from './execute.ts'
import type { Moments } from './moments.ts'
import { askedTimes, noteAskedTime } from './statements/asked-times.ts'
import { addAttempt, failures } from './statements/attempts.ts'
import { columnVersions, rememberColumnVersion } from './statements/column-versions.ts'
import { current, currentAmong, currentRecords } from './statements/current.ts'
import { addDoubt, doubts } from './statements/doubts.ts'
import { file, restore, unfiled } from './statements/files.ts'
import { beat, renewMs } from './statements/heartbeat.ts'
import { history } from './statements/history.ts'
import { hold } from './statements/holds.ts'
import { acquireLease, dropDeadLeases, leases, releaseLease } from './statements/leases.ts'
import { notice, noticed } from './statements/notices.ts'
import { areMessagesDue, settleMessage, takeMessages } from './statements/outbox.ts'
import { pin, pins, unpin } from './statements/pins.ts'
import { leave } from './statements/pointers.ts'
import { byDefinition, commit, repoint, versionsOf } from './statements/records.ts'
import { beginRun, endRun, killedRuns, runs, tellKilledRun } from './statements/runs.ts'
import { freeSlot, takeSlot } from './statements/slots.ts'
import { missingSources, sources } from './statements/sources.ts'
import { removeUnnamed, sweep } from './statements/sweep.ts'
import { claimTick, endTick, ticks } from './statements/ticks.ts'
import { wipe } from './statements/wipe.ts'
import type { Work } from './statements/work.ts'

/** The part of a catalog that needs the query builder. */
export type Operations = Omit<Catalog, 'change' | 'state' | 'moment' | 'changes' | keyof AsyncDisposable>

export function operationsOn(connection: Connection, moments: Moments): Operations {
  const { environment } = connection
  const reading = <T>(work: () => Work<T>): Promise<T> => read(connection, () => execute(connection, work()))
  const writing = <T>(work: () => Work<T>, noted = moments.wrote): Promise<T> =>
    write(connection, () => {
      noted()
      return execute(connection, work())
    })
  const apart = <T>(work: () => Work<T>): Promise<T> => writing(work, () => undefined)
  const relaxed = <T>(work: () => Work<T>): Promise<T> => writeRelaxed(connection, () => execute(connection, work()))
  /**
   * Work by which this process takes a lease, a slot, a tick or a hold. It also starts the heartbeat, by which other
   * hosts know that the process lives.
   */
  const holding = function* <T>(work: Work<T>): Work<T> {
    if (connection.heartbeat === undefined) {
      yield* beat()
      // A heartbeat that fails is sent again at the next interval.
      const again = () => void relaxed(beat).catch(() => undefined)
      connection.heartbeat = setInterval(again, renewMs).unref()
    }
    return yield* work
  }
  return {
    current: (of) => reading(() => (of === undefined ? current(environment) : currentAmong(of, environment))),
    currentRecords: () => reading(() => currentRecords(environment)),
    currentOf: async (unit) =>
      (await patiently(connection, () => moments.take(unit))) ?? read(connection, () => currentOf(connection, unit)),
    versionsOf: (asset) => reading(() => versionsOf(asset)),
    byDefinition: (definitions, which) => reading(() => byDefinition(definitions, which)),
    failures: () => reading(() => failures(environment)),
    doubts: () => reading(() => doubts(environment)),
    askedTimes: () => reading(() => askedTimes(environment)),
    noteAskedTime: (one) => unlessRefused(relaxed(() => noteAskedTime(one, environment))),
    history: (query) => reading(() => history(query, environment)),
    runs: (limit, start) => reading(() => runs({ limit, start, environment })),
    columnVersions: (wanted) => reading(() => columnVersions(wanted)),
    sources: (names) => reading(() => sources(names)),
    missingSources: (names) => reading(() => missingSources(names)),
    leases: () => reading(() => leases(environment)),
    commit: async (request) => {
      const { asset, parts } = request.record
      const unit = unitAt(request.record)
      const answer = await write(connection, () => {
        moments.wroteOf(unit)
        const { answer, stored } = execute(connection, commit(request, environment))
        if (answer === 'moved' && request.from !== 'keep') moments.keep(unit, stored)
        return answer
      })
      announce({ step: 'committed', asset, sha256: parts[0]?.blob ?? null })
      return answer
    },
    repoint: (request) =>
      writing(
        () => repoint(request, environment),
        () => moments.wroteOf(request.unit),
      ),
    pins: () => reading(() => pins(environment)),
    pin: (one) => writing(() => pin(one, environment)),
    unpin: (units) => writing(() => unpin(units, environment)),
    leave: (units) => writing(() => leave(units, environment)),
    addAttempt: (attempt) => apart(() => addAttempt(attempt, environment)),
    doubt: (doubt) => writing(() => addDoubt(doubt, environment)),
    beginRun: (run) =>
      apart(function* () {
        yield* dropDeadLeases()
        yield* holding(beginRun(run, environment))
      }),
    endRun: (id, end) => apart(() => endRun(id, end)),
    killedRuns: (since) => reading(() => killedRuns(since, environment)),
    tellKilledRun: (id, messages) => writing(() => tellKilledRun(id, messages)),
    rememberColumnVersion: async (set, version) => {
      // A read-only connection skips the cache, and so does a writer that fails; the value is then computed again.
      if (connection.database.readonly) return
      await unlessRefused(relaxed(() => rememberColumnVersion(set, version)))
    },
    noticed: (notices) => reading(() => noticed(notices, environment)),
    notice: (request) => apart(() => notice(request, environment)),
    areMessagesDue: (now) => reading(() => areMessagesDue(now, environment)),
    takeMessages: (request) => relaxed(() => takeMessages(request, environment)),
    settleMessage: (id, nextAt) => relaxed(() => settleMessage(id, nextAt)),
    takeSlot: (request) => relaxed(() => holding(takeSlot(request))),
    freeSlot: (request) => relaxed(() => freeSlot(request)),
    claimTick: (claim) => apart(() => holding(claimTick(claim, environment))),
    endTick: (end) => apart(() => endTick(end, environment)),
    ticks: (schedule, limit) => reading(() => ticks(schedule, limit, environment)),
    hold: (run, blobs) => relaxed(() => holding(hold(run, blobs))),
    sweep: (rules) => (rules.dry ? reading : writing)(() => sweep(rules, environment)),
    wipe: (wanted) => (wanted.dry ? reading : writing)(() => wipe(wanted, environment)),
    removeUnnamed: (unnamed, remove) => relaxed(() => removeUnnamed(unnamed, remove)),
    unfiled: () => reading(() => unfiled()),
    file: (files) => relaxed(() => file(files)),
    restore: (restoration) => writing(() => restore(restoration)),
    compact: () => compact(connection),
    acquireLease: (request) => relaxed(() => holding(acquireLease(request, environment))),
    releaseLease: (request) => relaxed(() => releaseLease(request)),
  }
}

/** A failed write to a cache is ignored. The next write that matters reports a catalog that is locked or full. */
async function unlessRefused(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!AssetError.is(error)) throw error
  }
}
