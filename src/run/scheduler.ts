import type { Unit } from '../unit.ts'

/** A step and the steps that have to be over before it can begin. */
export interface Task<Result> {
  readonly unit: Unit
  readonly after: readonly Unit[]
  /** Called once, when everything in `after` is over, with what came of it. Must not throw. */
  start(results: ReadonlyMap<Unit, Result>): Promise<Result>
}

/**
 * Runs tasks as soon as what they wait for is over, at most `concurrency` at once, in the given order among those that
 * can begin. Units in `after` that are no task are taken as over. The order of the results is the order in which they
 * ended.
 *
 * @param results What is over already; what comes of these is added.
 * @param tell Is told how many run, before each that is started and whenever one is over.
 */
export function schedule<Result>(
  tasks: readonly Task<Result>[],
  concurrency: number,
  results: Map<Unit, Result> = new Map(),
  tell: (running: number) => void = () => undefined,
): Promise<ReadonlyMap<Unit, Result>> {
  const units = new Set(tasks.map((task) => task.unit))
  const waiting = new Map<Unit, number>()
  const followers = new Map<Unit, Task<Result>[]>()
  const ready: Task<Result>[] = []
  for (const task of tasks) {
    const after = [...new Set(task.after)].filter((unit) => units.has(unit))
    waiting.set(task.unit, after.length)
    if (after.length === 0) ready.push(task)
    for (const unit of after) {
      const existing = followers.get(unit)
      if (existing === undefined) followers.set(unit, [task])
      else existing.push(task)
    }
  }
  return new Promise((resolve, reject) => {
    let running = 0
    // `shift` moves all that is left of a long list, which there is once for each of very many partitions.
    let next = 0
    const finish = (task: Task<Result>, result: Result): void => {
      running -= 1
      tell(running)
      results.set(task.unit, result)
      for (const follower of followers.get(task.unit) ?? []) {
        const remaining = (waiting.get(follower.unit) as number) - 1
        waiting.set(follower.unit, remaining)
        if (remaining === 0) ready.push(follower)
      }
      startReady()
    }
    const startReady = (): void => {
      while (running < concurrency) {
        const task = ready[next]
        if (task === undefined) break
        next += 1
        running += 1
        tell(running)
        task.start(results).then((result) => finish(task, result), reject)
      }
      if (running === 0) resolve(results)
    }
    startReady()
  })
}
