import type { PythonAnswer, PythonCall, PythonProcess, PythonStart } from './python-process.ts'

/** The interpreters of one run: one for each call that is under way, and each is used again for the next one. */
export interface PythonPool extends AsyncDisposable {
  call(command: PythonStart['command'], call: PythonCall): Promise<PythonAnswer>
}

export function openPythonPool(surroundings: Omit<PythonStart, 'command'>): PythonPool {
  const idle = new Map<string, PythonProcess[]>()
  const all = new Set<PythonProcess>()
  return {
    async call(command, call) {
      const name = command.join('\0')
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
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...all].map((python) => python.close()))
    },
  }
}
