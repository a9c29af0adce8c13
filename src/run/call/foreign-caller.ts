import type { ForeignFunction, ForeignOrigin } from '../../define/foreign/foreign-function.ts'
import type { Table } from '../../define/table.ts'
import type { UnitFacts } from '../../plan/units.ts'
import type { CallContext } from '../run-context.ts'

/** One call of a function in another language. */
export interface ForeignWork {
  readonly facts: UnitFacts
  readonly run: ForeignFunction
  /** By the names of the assets. */
  readonly tables: Readonly<Record<string, Table<unknown>>>
  /** The context, as a TypeScript function gets it. */
  readonly second: object
  readonly signal: AbortSignal
}

/** Calls one kind of function. `src/discover/foreign` reads the code of that kind. */
export interface ForeignCaller<Origin extends ForeignOrigin = ForeignOrigin> {
  readonly type: Origin['type']
  call(context: CallContext, work: ForeignWork, origin: Origin): Promise<unknown>
}
