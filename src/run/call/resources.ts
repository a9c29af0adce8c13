import { resourceOptions } from '../../define/resource.ts'
import { nothingRead, type Reads, readVariable } from '../../project/environment.ts'
import { thrownText } from '../../util/thrown.ts'
import type { Guard } from './guard.ts'

/**
 * The project's resources during one run: each is opened at most once, by the first step that names it, and closed at
 * the end.
 */
export interface Resources {
  open(names: readonly string[] | 'all', opener: Opener): Promise<Readonly<Record<string, unknown>>>
  /**
   * Closes what is open, the last first. What does not close keeps no other from it: asset that opened it -> what went
   * wrong.
   */
  close(guard: Guard): Promise<ReadonlyMap<string, string>>
}

export interface Opener {
  readonly asset: string
  /** What the resource read when it was opened counts as read by everybody who names it. */
  readonly reads: Reads
}

interface Opened {
  readonly name: string
  readonly asset: string
  readonly value: unknown
}

export function openResources(declared: Readonly<Record<string, unknown>>): Resources {
  const openings = new Map<string, Promise<unknown>>()
  const opened: Opened[] = []
  const variables = new Map<string, Reads>()
  const openOne = (name: string, asset: string): Promise<unknown> => {
    const options = resourceOptions(declared[name])
    if (options === undefined) return Promise.resolve(declared[name])
    const already = openings.get(name)
    if (already !== undefined) return already
    const reads = nothingRead()
    variables.set(name, reads)
    const env = (variable: string, fallback?: string) => readVariable(reads, variable, fallback)
    const opening = Promise.resolve().then(() => options.open({ env }))
    openings.set(name, opening)
    opening.then(
      (value) => opened.push({ name, asset, value }),
      // A step that failed to open it may be tried again, and then it is opened again.
      () => openings.delete(name),
    )
    return opening
  }
  return {
    async open(names, { asset, reads }) {
      const wanted = names === 'all' ? Object.keys(declared) : names
      const values = await Promise.all(wanted.map(async (name) => [name, await openOne(name, asset)] as const))
      for (const variable of wanted.flatMap((name) => [...(variables.get(name)?.variables ?? [])])) {
        reads.variables.add(variable)
      }
      return Object.fromEntries(values)
    },
    async close(guard) {
      const failures = new Map<string, string>()
      for (const { name, asset, value } of opened.splice(0).reverse()) {
        try {
          await guard.watch(asset, async () => resourceOptions(declared[name])?.close?.(value))
        } catch (error) {
          failures.set(asset, `the resource ${name} did not close: ${thrownText(error)}`)
        }
      }
      return failures
    },
  }
}
