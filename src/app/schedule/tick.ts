import type { Schedule } from '../../define/by-itself/schedule.ts'
import { AssetError } from '../../errors.ts'
import { openCatalog } from '../../store/catalog/open.ts'
import type { Catalog } from '../../store/interface.ts'
import type { TickOutcome } from '../../store/tick.ts'
import { parseDuration } from '../../util/duration.ts'
import { sendAlerts } from '../alerts/alerts.ts'
import { selectedAlerts } from '../alerts/alerts-of.ts'
import { areKilledRuns, queueKilledRuns } from '../alerts/killed-runs.ts'
import { queueLate } from '../alerts/late.ts'
import type { LateAsset } from '../alerts/message.ts'
import { tellScheduleFailure } from '../alerts/schedule-failure.ts'
import { gcDefaults } from '../defaults.ts'
import { type GcReport, gcOf } from '../gc.ts'
import { materializeOf } from '../materialize.ts'
import type { ProjectRequest } from '../open/request.ts'
import { openSession } from '../open/session.ts'
import type { MaterializeReport, MaterializeRequest } from '../run-assets.ts'
import { troubleOf } from '../trouble.ts'
import { type NamedSchedule, pendingQuestion, readSchedules } from './open-schedules.ts'
import { pendingTick, retriesOf } from './times.ts'

export interface TickRequest extends Pick<MaterializeRequest, 'signal' | 'start'> {
  /** Schedules, by name. None: all of them. */
  readonly names: readonly string[]
  /** Runs nothing, and only reports what is late. */
  readonly onlyLate: boolean
  /** In ms since 1970. */
  readonly now: () => number
}

/** One time of a schedule that was run. */
export interface TickReport {
  readonly schedule: string
  readonly at: number
  readonly outcome: TickOutcome
  /** Undefined where the run could not begin, and where nothing was selected. */
  readonly report: MaterializeReport | undefined
  /** What was freed after it; undefined where the schedule does not collect garbage. */
  readonly collected: Collected | undefined
  readonly error: unknown
}

export type Collected = { readonly report: GcReport } | { readonly error: unknown }

export interface TicksReport {
  readonly ticks: readonly TickReport[]
  /** Assets that are past their due time and were not reported before. */
  readonly late: readonly LateAsset[]
}

/**
 * Runs the schedules that are due, each time once over all processes, and then alerts of late assets. It alerts of a
 * project that does not load too, since nobody sits at the terminal.
 */
export async function tickSchedules(project: ProjectRequest, request: TickRequest): Promise<TicksReport> {
  const { all, due, alerts, store } = await readSchedules(project, request.names).catch(async (error: unknown) => {
    if (isOfLoading(error))
      await tellScheduleFailure(project, { error, what: doesNotLoad, now: request.now(), signal: request.signal })
    throw error
  })
  const catalog = (await openCatalog({ ...store, mode: 'write' })) as Catalog
  await using _ = catalog
  const reports: TickReport[] = []
  for (const one of request.onlyLate ? [] : all) {
    if (request.signal.aborted) break
    const report = await tickOne(one, { project, request, catalog })
    if (report !== undefined) reports.push(report)
  }
  for (const report of reports) await tellFailures(project, report, request)
  const late = request.signal.aborted ? [] : await queueLate(project, { catalog, due, now: request.now() })
  if (alerts && !request.signal.aborted && (await areKilledRuns(catalog, request.now())))
    await tellKilledRuns(project, catalog, request.now())
  // What an earlier process left. A receiver that is down takes its time, and no run waits for it.
  await sendAlerts({ catalog, variables: process.env, warn: project.warn, signal: request.signal })
  return { ticks: reports, late }
}

async function tellKilledRuns(project: ProjectRequest, catalog: Catalog, now: number): Promise<void> {
  const hooks = { capture: true, guard: true, shared: true }
  await using session = await openSession({ ...project, hooks }, 'read')
  const selections = await selectedAlerts(session)
  await queueKilledRuns(session, { catalog, selections, variables: process.env, now })
}

const doesNotLoad = 'the project does not load, so that nothing is made'

/** Reports failures that belong to no asset, which no run reports. */
async function tellFailures(
  project: ProjectRequest,
  { schedule, error, collected }: TickReport,
  { now, signal }: TickRequest,
): Promise<void> {
  const at = { now: now(), signal }
  if (error !== undefined)
    await tellScheduleFailure(project, { error, what: `the schedule ${schedule} could not run`, ...at })
  if (collected !== undefined && 'error' in collected) {
    const what = `the schedule ${schedule} could not free what nothing needs`
    await tellScheduleFailure(project, { error: collected.error, what, ...at })
  }
}

/** Errors of the request are shown to the caller and are no failure of the schedule. */
function isOfLoading(error: unknown): boolean {
  const { errors } = troubleOf(error)
  return errors.some(({ code }) => code !== 'SELECTION_EMPTY' && code !== 'PROJECT_NOT_FOUND')
}

interface Tools {
  readonly project: ProjectRequest
  readonly request: TickRequest
  readonly catalog: Catalog
}

async function tickOne(of: NamedSchedule, { project, request, catalog }: Tools): Promise<TickReport | undefined> {
  const { name, schedule } = of
  const now = request.now()
  const pending = pendingTick(await pendingQuestion(of, catalog, now))
  if (pending === undefined) return undefined
  const { at, action } = pending
  const { times: retries, afterMs: retryAfterMs } = retriesOf(schedule)
  const claim = { schedule: name, at, now, overlap: schedule.overlap ?? 'skip', retries, retryAfterMs } as const
  if ((await catalog.claimTick(claim)) !== 'claimed') return undefined
  const end = (outcome: Exclude<TickOutcome, 'running'>, run: string | null) =>
    catalog.endTick({ schedule: name, at, outcome, endedAt: request.now(), run })
  if (action === 'let') {
    await end('skipped', null)
    return undefined
  }
  // The project is loaded anew even if this process has loaded it before.
  const anew = { ...project, hooks: { capture: true, guard: true, shared: true } }
  const { report, error } = await runOf(of, { project: anew, request })
  const isToFree = error === undefined && !request.signal.aborted
  const collected = isToFree ? await collectedOf(schedule, anew) : undefined
  const isFailed = error !== undefined || (collected !== undefined && 'error' in collected)
  const outcome = isFailed ? 'failed' : report === undefined ? 'ok' : outcomeOf(report, request.signal)
  await end(outcome, report?.run ?? null)
  return { schedule: name, at, outcome, report, collected, error }
}

/** No report and no error where nothing is selected. */
async function runOf(
  of: NamedSchedule,
  { project, request }: Omit<Tools, 'catalog'>,
): Promise<Pick<TickReport, 'report' | 'error'>> {
  try {
    return { report: await materializeOf(project, requestOf(of, request)), error: undefined }
  } catch (error) {
    // A selection by statuses or by git may be empty: names are looked at when the project is loaded.
    const isIdle = AssetError.is(error) && error.code === 'SELECTION_EMPTY'
    return { report: undefined, error: isIdle ? undefined : error }
  }
}

/** After the run and within its time: another time of the schedule waits for it, or is left out. */
async function collectedOf({ gc }: Schedule, project: ProjectRequest): Promise<Collected | undefined> {
  if (gc === undefined) return undefined
  const { keep = gcDefaults.keep, olderThan = gcDefaults.olderThan } = gc
  try {
    return { report: await gcOf(project, { words: [], keep, olderThanMs: parseDuration(olderThan) ?? 0, yes: true }) }
  } catch (error) {
    return { error }
  }
}

function requestOf({ name, schedule }: NamedSchedule, { signal, start }: TickRequest): MaterializeRequest {
  return {
    words: [schedule.select ?? []].flat(),
    exclude: [schedule.exclude ?? []].flat(),
    leaveFailed: schedule.retryFailed === undefined,
    waitMs: Number.POSITIVE_INFINITY,
    signal,
    command: `schedule ${name}`,
    everyStep: false,
    start,
  }
}

function outcomeOf({ steps }: MaterializeReport, signal: AbortSignal): 'ok' | 'failed' | 'interrupted' {
  if (signal.aborted) return 'interrupted'
  return steps.some(({ outcome }) => outcome === 'failed' || outcome === 'blocked') ? 'failed' : 'ok'
}
