/** A step and the steps that have to be over before it can begin. */
export interface Task<Result> {
  readonly name: string
  readonly after: readonly string[]
  /** Called once, when everything in `after` is over, with what came of it. Must not throw. */
  start(results: ReadonlyMap<string, Result>): Promise<Result>
}

/**
 * Runs tasks as soon as what they wait for is over, at most `concurrency` at once, in the given order among those that
 * can begin. Names in `after` that are no task are taken as over. The order of the results is the order in which they
 * ended.
 */
export function schedule<Result>(
  tasks: readonly Task<Result>[],
  concurrency: number,
): Promise<ReadonlyMap<string, Result>> {
  const results = new Map<string, Result>()
  const names = new Set(tasks.map((task) => task.name))
  const waiting = new Map<string, number>()
  const followers = new Map<string, Task<Result>[]>()
  const ready: Task<Result>[] = []
  for (const task of tasks) {
    const after = [...new Set(task.after)].filter((name) => names.has(name))
    waiting.set(task.name, after.length)
    if (after.length === 0) ready.push(task)
    for (const name of after) followers.set(name, [...(followers.get(name) ?? []), task])
  }
  return new Promise((resolve, reject) => {
    let running = 0
    const finish = (task: Task<Result>, result: Result): void => {
      running -= 1
      results.set(task.name, result)
      for (const follower of followers.get(task.name) ?? []) {
        const left = (waiting.get(follower.name) as number) - 1
        waiting.set(follower.name, left)
        if (left === 0) ready.push(follower)
      }
      startReady()
    }
    const startReady = (): void => {
      while (running < concurrency) {
        const task = ready.shift()
        if (task === undefined) break
        running += 1
        task.start(results).then((result) => finish(task, result), reject)
      }
      if (running === 0) resolve(results)
    }
    startReady()
  })
}
