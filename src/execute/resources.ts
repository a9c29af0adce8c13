import { resourceOptions } from '../define/resource.ts'

/** The project's resources during one run: each is opened at most once, by the first step that names it, and closed at the end. */
export interface Resources extends AsyncDisposable {
  open(names: readonly string[] | 'all'): Promise<Readonly<Record<string, unknown>>>
}

export function openResources(declared: Readonly<Record<string, unknown>>): Resources {
  const opened = new Map<string, Promise<unknown>>()
  const openOne = (name: string): Promise<unknown> => {
    const options = resourceOptions(declared[name])
    if (options === undefined) return Promise.resolve(declared[name])
    const already = opened.get(name)
    if (already !== undefined) return already
    const opening = Promise.resolve().then(() => options.open())
    opened.set(name, opening)
    // A step that failed to open it may be tried again, and then it is opened again.
    opening.catch(() => opened.delete(name))
    return opening
  }
  return {
    async open(names) {
      const wanted = names === 'all' ? Object.keys(declared) : names
      const values = await Promise.all(wanted.map(async (name) => [name, await openOne(name)] as const))
      return Object.fromEntries(values)
    },
    async [Symbol.asyncDispose]() {
      for (const [name, opening] of [...opened].reverse()) {
        const value = await opening
        await resourceOptions(declared[name])?.close?.(value)
      }
    },
  }
}
