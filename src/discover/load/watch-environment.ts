import { syncBuiltinESMExports } from 'node:module'
import { unwatched } from '../../define/project/environment.ts'

export interface EnvironmentWatch {
  /** Variable -> its value when it was first read; `undefined` where it was not set. */
  readonly read: Readonly<Record<string, string | undefined>>
  stop(): void
}

/** Notes which environment variables are read until it is stopped. Listing the variables reads them all. */
export function watchEnvironment(): EnvironmentWatch {
  const real = process.env
  const variables: Record<string, string | undefined> = Object.create(null)
  let watching = true
  const note = (name: string | symbol) => {
    if (watching && typeof name === 'string' && !(name in variables)) variables[name] = real[name]
  }
  process.env = new Proxy(real, {
    get(target, name) {
      if (name === unwatched) return target
      note(name)
      return Reflect.get(target, name)
    },
    // The default would define the property, and `process.env` refuses every definition but a plain assignment.
    set: (target, name, value) => Reflect.set(target, name, value),
    has(target, name) {
      note(name)
      return Reflect.has(target, name)
    },
    getOwnPropertyDescriptor(target, name) {
      note(name)
      return Reflect.getOwnPropertyDescriptor(target, name)
    },
    ownKeys(target) {
      const names = Reflect.ownKeys(target)
      names.forEach(note)
      return names
    },
  })
  // So that `import { env } from 'node:process'` sees the same object.
  syncBuiltinESMExports()
  return {
    read: variables,
    stop() {
      watching = false
      process.env = real
      syncBuiltinESMExports()
    },
  }
}
