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
    const python = waiting.pop() ?? (await startPython({ ...surroundings, command }))
    all.add(python)
    try {
      return await python.call(call)
    } finally {
      if (python.isUsable) waiting.push(python)
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
