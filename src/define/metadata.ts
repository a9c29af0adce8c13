import { AsyncLocalStorage } from 'node:async_hooks'

export type MetadataValue = string | number | boolean
export type Metadata = Readonly<Record<string, MetadataValue>>
type Sink = (values: Metadata) => void

/** On the process, by a registered symbol: the command and the package that a project imports are two bundles. */
const slot: unique symbol = Symbol.for('assetstore.metadata')

function sinks(): AsyncLocalStorage<Sink> {
  const shared = globalThis as { [slot]?: AsyncLocalStorage<Sink> }
  shared[slot] ??= new AsyncLocalStorage()
  return shared[slot]
}

/**
 * Adds metadata to the asset whose function is running, from any code that it calls: `addMetadata({ tokens: 412 })`.
 * Numbers of one name are summed; of other values the last one counts. `assets history --json` and the steps of
 * `materialize --json` have it; it is no part of any key. Outside an asset's function it does nothing.
 */
export function addMetadata(values: Metadata): void {
  sinks().getStore()?.(values)
}

/** Runs an asset's function so that what it adds arrives in `into`. */
export function collectMetadata<T>(into: Record<string, MetadataValue>, run: () => T): T {
  const add: Sink = (values) => {
    for (const [name, value] of Object.entries(values)) {
      const before = into[name]
      into[name] = typeof before === 'number' && typeof value === 'number' ? before + value : value
    }
  }
  return hearMetadata(add, run)
}

/** Runs it and reports each addition. */
export const hearMetadata = <T>(sink: Sink, run: () => T): T => sinks().run(sink, run)
