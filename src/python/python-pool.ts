import type { PythonAnswer, PythonCall, PythonProcess, PythonStart } from './python-process.ts'

export interface PooledCall extends PythonCall {
  /**
   * Processes that have something open which the next call can use, such as a session: those of one name are used for
   * nothing else.
   */
  readonly lane?: Lane | undefined
}
export interface Lane {
  readonly name: string
  /** One process for all calls, one after the other: where a second would take the machine from the first. */
  readonly isSingle: boolean
}

/** The interpreters of one run: one for each call that is under way, and each is used again for the next one. */
export interface PythonPool extends AsyncDisposable {
  call(command: PythonStart['command'], call: PooledCall): Promise<PythonAnswer>
}

export function openPythonPool(surroundings: Omit<PythonStart, 'command'>): PythonPool {
  const idle = new Map<string, PythonProcess[]>()
  const all = new Set<PythonProcess>()
  const turns = new Map<string, Promise<unknown>>()
  const callNow = async (command: PythonStart['command'], call: PooledCall) => {
    const name = [...command, call.lane?.name].join('\0')
    const waiting = idle.get(name) ?? []
    idle.set(name, waiting)
    const { startPython } = await import('./python-process.ts')
    const python = takeFor(call, waiting) ?? (await startPython({ ...surroundings, command }))
    all.add(python)
    try {
      return await python.call(call)
    } finally {
      // A lane keeps its process even if it is spent: its open session changes more than a function does, and the next
      // call needs it.
      if (python.isSpent && call.lane === undefined) void python.close()
      else if (python.isUsable) waiting.push(python)
      for (const one of tooMany(waiting)) void one.close()
    }
  }
  return {
    call(command, call) {
      const { lane } = call
      if (lane === undefined || !lane.isSingle) return callNow(command, call)
      const turn = (turns.get(lane.name) ?? Promise.resolve()).then(() => callNow(command, call))
      turns.set(
        lane.name,
        turn.catch(() => undefined),
      )
      return turn
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...all].map((python) => python.close()))
    },
  }
}

/** One that has the file of the function already, else any that has not been given to another file. */
function takeFor({ request, lane }: PooledCall, waiting: PythonProcess[]): PythonProcess | undefined {
  if (lane !== undefined) return waiting.pop()
  const own = waiting.findLastIndex(({ ownFile }) => ownFile === request.file)
  const at = own >= 0 ? own : waiting.findLastIndex(({ ownFile }) => ownFile === undefined)
  return at < 0 ? undefined : waiting.splice(at, 1)[0]
}

/** This many processes wait for the next function of their file. */
const mostOwn = 4

/** Takes out the processes of one file that have waited for longest. */
function tooMany(waiting: PythonProcess[]): readonly PythonProcess[] {
  const own = waiting.filter(({ ownFile }) => ownFile !== undefined)
  const over = own.slice(0, Math.max(0, own.length - mostOwn))
  for (const one of over) waiting.splice(waiting.indexOf(one), 1)
  return over
}
