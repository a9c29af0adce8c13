import { openCatalog } from '../../store/catalog/open.ts'
import type { Catalog } from '../../store/interface.ts'
import type { ProjectRequest } from '../open/request.ts'
import { type FollowEvent, followSchedules } from './followed-schedules.ts'
import { type LeadEvent, type LeadTools, leadSchedules } from './lead.ts'
import { readSchedules } from './open-schedules.ts'

export interface StartRequest extends Pick<LeadTools, 'fire' | 'signal' | 'tellLate'> {
  readonly tell: (event: LeadEvent | FollowEvent) => void
  /** The schedules, before the first is looked at. */
  readonly begin: (schedules: readonly NextTime[]) => void
}

export interface NextTime {
  readonly name: string
  /** In ms since 1970; undefined where it never comes again. */
  readonly next: number | undefined
}

/** Runs the schedules at their times until the signal is aborted, then waits for the runs that are going on. */
export async function startSchedules(project: ProjectRequest, request: StartRequest): Promise<void> {
  const first = await readSchedules(project)
  const { all, store } = first
  const { signal, fire, tell, tellLate, begin } = request
  // Modules are evaluated anew each time: the process lives longer than an edit.
  const own = { ...project, hooks: { capture: true, guard: true, shared: true } }
  const read = () => readSchedules(own, [], { mayBeNone: true })
  await using catalog = (await openCatalog({ ...store, mode: 'write' })) as Catalog
  begin(all.map(({ name, times }) => ({ name, next: times.next(Date.now()) })))
  let wake: () => void = () => undefined
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      wake = done
      if (signal.aborted) done()
      else signal.addEventListener('abort', done)
    })
  // A run that has ended may have let another wait.
  const fired = (schedule: string) => fire(schedule).finally(() => wake())
  await leadSchedules({
    schedules: followSchedules({ first, read, tell }),
    tellLate,
    environment: store.environment,
    catalog,
    now: Date.now,
    sleep,
    fire: fired,
    signal,
    tell,
  })
}
