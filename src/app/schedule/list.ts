import type { Schedule } from '../../define/by-itself/schedule.ts'
import { openCatalog } from '../../store/catalog/open.ts'
import type { Tick } from '../../store/tick.ts'
import type { ProjectRequest } from '../open/request.ts'
import { readSchedules } from './open-schedules.ts'
import { isBeforeFirst } from './times.ts'

export interface ScheduleView {
  readonly name: string
  readonly schedule: Schedule
  /** In ms since 1970; undefined where there is no next time. */
  readonly next: number | undefined
  /** The last time that was run or left out. */
  readonly last: Tick | undefined
}

export async function listSchedules(project: ProjectRequest, now: number): Promise<readonly ScheduleView[]> {
  const { all, store } = await readSchedules(project)
  await using catalog = await openCatalog({ ...store, mode: 'read' })
  const views: ScheduleView[] = []
  for (const { name, schedule, times } of all) {
    const ticks = (await catalog?.ticks(name, 2)) ?? []
    views.push({ name, schedule, next: times.next(now), last: isBeforeFirst(ticks) ? undefined : ticks[0] })
  }
  return views
}
