import { resourceOptions } from '../../define/project/resource.ts'
import { environmentFor, nothingRead, type Reads } from '../../project/environment.ts'
import type { Unit } from '../../unit.ts'
import { thrownText } from '../../util/thrown.ts'
import type { Guard } from './guard.ts'

/**
 * The project's resources during one run: the first step that names a resource opens it, once, and the end of the run
 * closes it.
 */
export interface Resources {
  open(names: readonly string[] | 'all', opener: Opener): Promise<Readonly<Record<string, unknown>>>
  /**
   * Closes all open resources, the last one first, even if one of them fails to close. Returns the failures, by the
   * unit that opened the resource.
   */
  close(guard: Pick<Guard, 'watch'>): Promise<ReadonlyMap<Unit, string>>
}

export interface Opener {
  readonly unit: Unit
  /** What the resource read while it was opened; every unit that names the resource counts as having read it. */
  readonly reads: Reads
}

interface OpenResource {
  readonly name: string
  readonly unit: Unit
  readonly value: unknown
}

export function openResources(
  declared: Readonly<Record<string, unknown>>,
  from: NodeJS.ProcessEnv = process.env,
): Resources {
  const openings = new Map<string, Promise<unknown>>()
  const opened: OpenResource[] = []
  const variables = new Map<string, Reads>()
  const openOne = (name: string, unit: Unit): Promise<unknown> => {
    const options = resourceOptions(declared[name])
    if (options === undefined) return Promise.resolve(declared[name])
    const already = openings.get(name)
    if (already !== undefined) return already
    const reads = nothingRead([], from)
    variables.set(name, reads)
    const env = environmentFor(reads)
    const opening = Promise.resolve().then(() => options.open({ env }))
    openings.set(name, opening)
    opening.then(
      (value) => opened.push({ name, unit, value }),
      // If opening fails, the next attempt of the step opens the resource again.
      () => openings.delete(name),
    )
    return opening
  }
  return {
    async open(names, { unit, reads }) {
      const requested = names === 'all' ? Object.keys(declared) : names
      const values = await Promise.all(requested.map(async (name) => [name, await openOne(name, unit)] as const))
      for (const variable of requested.flatMap((name) => [...(variables.get(name)?.variables ?? [])])) {
        reads.variables.add(variable)
      }
      return Object.fromEntries(values)
    },
    async close(guard) {
      const failures = new Map<Unit, string>()
      for (const { name, unit, value } of opened.splice(0).reverse()) {
        try {
          await guard.watch(unit, async () => resourceOptions(declared[name])?.close?.(value))
        } catch (error) {
          failures.set(unit, `the resource ${name} did not close: ${thrownText(error)}`)
        }
      }
      return failures
    },
  }
}
