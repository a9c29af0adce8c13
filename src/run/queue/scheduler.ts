import type { Unit } from '../../unit.ts'
import { IndexHeap } from './index-heap.ts'

/** A step and the steps that have to be over before it can begin. */
export interface Task<Result> {
  readonly unit: Unit
  readonly after: readonly Unit[]
  /** Called once, when everything in `after` is over, with the results so far. Must not throw. */
  start(results: ReadonlyMap<Unit, Result>): Promise<Result>
}

/**
 * Runs tasks as soon as the tasks before them are over, at most `concurrency` at once, in the given order among those
 * that can begin. Units in `after` that are no task count as over. The results are in the order in which the tasks
 * ended.
 *
 * @param results The results of earlier stages; the new ones are added.
 * @param tell Is called with the number of running tasks, before each start and after each end.
 */
export function schedule<Result>(
  tasks: readonly Task<Result>[],
  concurrency: number,
  results: Map<Unit, Result> = new Map(),
  tell: (running: number) => void = () => undefined,
): Promise<ReadonlyMap<Unit, Result>> {
  const units = new Set(tasks.map((task) => task.unit))
  const waiting = new Map<Unit, number>()
  /** Places in `tasks`. */
  const followers = new Map<Unit, number[]>()
  const ready = new IndexHeap()
  for (const [place, task] of tasks.entries()) {
    const after = [...new Set(task.after)].filter((unit) => units.has(unit))
    waiting.set(task.unit, after.length)
    if (after.length === 0) ready.push(place)
    for (const unit of after) {
      const existing = followers.get(unit)
      if (existing === undefined) followers.set(unit, [place])
      else existing.push(place)
    }
  }
  return new Promise((resolve, reject) => {
    let running = 0
    const finish = (task: Task<Result>, result: Result): void => {
      running -= 1
      tell(running)
      results.set(task.unit, result)
      for (const place of followers.get(task.unit) ?? []) {
        const { unit } = tasks[place] as Task<Result>
        const remaining = (waiting.get(unit) as number) - 1
        waiting.set(unit, remaining)
        if (remaining === 0) ready.push(place)
      }
      startReady()
    }
    const startReady = (): void => {
      while (running < concurrency) {
        const place = ready.pop()
        if (place === undefined) break
        const task = tasks[place] as Task<Result>
        running += 1
        tell(running)
        task.start(results).then((result) => finish(task, result), reject)
      }
      if (running === 0) resolve(results)
    }
    startReady()
  })
}
