import { join } from 'node:path'
import type { Schedule } from '../../define/by-itself/schedule.ts'
import { AssetError } from '../../errors.ts'
import type { Catalog } from '../../store/interface.ts'
import { didYouMean } from '../../util/suggest.ts'
import { type Due, dueOf } from '../alerts/due.ts'
import type { ProjectRequest } from '../open/request.ts'
import { openSession } from '../open/session.ts'
import { type PendingQuestion, type Times, timesOf } from './times.ts'

export interface NamedSchedule {
  readonly name: string
  readonly schedule: Schedule
  readonly times: Times
}

export interface Schedules {
  readonly all: readonly NamedSchedule[]
  /** The assets with a due time and an alert about it. */
  readonly due: readonly Due[]
  /** Whether the project has alerts. */
  readonly alerts: boolean
  /** The place of the catalog, and its environment. */
  readonly store: { readonly folder: string; readonly environment: string }
  /** What they were read from, each once; without a hash where nothing was evaluated. */
  readonly files: readonly { readonly path: string; readonly sha256?: string }[]
}

/**
 * The schedules of a project: all of them, or those that are named.
 *
 * @throws AssetError `SELECTION_EMPTY` for an unknown name, and where the project has neither a schedule nor anything
 * that may be late.
 */
export async function readSchedules(
  project: ProjectRequest,
  names: readonly string[] = [],
  { mayBeNone = false } = {},
): Promise<Schedules> {
  await using session = await openSession(project, 'read')
  const { storeFolder: folder, project: loaded } = session.workspace
  const store = { folder, environment: loaded.environmentName }
  const schedules = loaded.options.schedules ?? {}
  const knownNames = Object.keys(schedules)
  const due = await dueOf(session)
  const modules = new Map(loaded.modules.map(({ path, sha256 }) => [path, { path, sha256 }]))
  const files = [...modules.values(), ...(modules.has(loaded.configFile) ? [] : [{ path: loaded.configFile }])]
  if (!mayBeNone && knownNames.length === 0 && due.length === 0)
    throw new AssetError({
      code: 'SELECTION_EMPTY',
      message: 'the project has no schedules',
      fix: "add some to assets.config.ts: schedules: { nightly: { cron: '0 2 * * *' } }",
    })
  for (const name of names) if (!knownNames.includes(name)) throw unknownSchedule(name, knownNames)
  const selected = names.length === 0 ? knownNames : knownNames.filter((name) => names.includes(name))
  const all = selected.map(async (name) => {
    const schedule = schedules[name] as Schedule
    return { name, schedule, times: await timesOf(schedule) }
  })
  const alerts = (loaded.options.alerts ?? []).length > 0
  return { all: await Promise.all(all), due, alerts, store, files: [...files, { path: join(loaded.root, '.env') }] }
}

function unknownSchedule(name: string, knownNames: readonly string[]): AssetError {
  return new AssetError({
    code: 'SELECTION_EMPTY',
    message: `there is no schedule "${name}"`,
    fix: didYouMean(name, knownNames, `it is one of ${knownNames.join(', ') || 'none: the project has no schedules'}`),
  })
}

/** The number of times of a schedule that are read: enough to decide what to run. */
const ticksAsked = 500

export async function pendingQuestion(
  { name, schedule, times }: NamedSchedule,
  catalog: Pick<Catalog, 'ticks'> | undefined,
  now: number,
): Promise<PendingQuestion> {
  return { schedule, times, ticks: (await catalog?.ticks(name, ticksAsked)) ?? [], now }
}
