import type { Definition } from '../define/definition.ts'
import { nodeKinds } from '../define/node-kinds.ts'
import type { Column } from '../define/table.ts'
import { sourceOf } from '../discover/kinds/source-kinds.ts'
import { AssetError } from '../errors.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { World } from '../plan/world.ts'
import type { Unit } from '../unit.ts'
import type { CallContext } from './run-context.ts'

/**
 * Decides whether a table without rows may be published. The option `empty` decides where it is set. Otherwise a source
 * that had rows and has none now fails once: the first run without rows fails, and if the next run finds none either,
 * that run publishes the empty table. A glob that never matched a file is a mistake. All other tables may be empty.
 *
 * @throws AssetError `SOURCE_EMPTY`, `ASSET_NO_ROWS`.
 */
export function allowEmpty(context: Pick<CallContext, 'world'>, facts: UnitFacts, definition: Definition): void {
  const empty = 'empty' in definition.options ? definition.options.empty : undefined
  const { readsOutside } = nodeKinds[definition.kind]
  if (!readsOutside && empty === 'fail') throw emptyAsset(facts)
  if (!readsOutside || empty === 'allow') return
  const nothing = facts.observation?.type === 'known' ? facts.observation.nothing : undefined
  const had = context.world.current.get(facts.unit)?.record.rows
  if (had === undefined && nothing !== undefined) throw nothing
  if (empty === undefined && (had === undefined || had === 0 || wasFoundEmpty(context.world, facts.unit))) return
  throw emptySource(facts, { nothing, had, again: empty === undefined })
}

/** The columns of a table without rows: those that its kind of source fixes, or else those of its last version. */
export function emptyColumns(
  definition: Definition,
  last: readonly Column[] | undefined,
): readonly Column[] | undefined {
  const source = sourceOf(definition)
  return source?.of.columns?.(source.origin) ?? last
}

/**
 * Whether the last run of the source failed because its rows were gone. A run that finds the rows again ends that
 * state.
 */
export function wasFoundEmpty({ failures }: Pick<World, 'failures'>, unit: Unit): boolean {
  return failures.get(unit)?.error?.code === 'SOURCE_EMPTY'
}

function emptyAsset({ node: { name, at } }: UnitFacts): AssetError {
  return new AssetError({
    code: 'ASSET_NO_ROWS',
    message: `${name} made no rows, which its empty: 'fail' does not allow`,
    at,
    facts: { asset: name },
    fix: "mend what makes its rows, or declare empty: 'allow'",
  })
}

interface Emptied {
  readonly nothing: AssetError | undefined
  /** The number of rows of its current version. */
  readonly had: number | undefined
  /** True where the next run publishes the empty table. */
  readonly again: boolean
}

function emptySource({ node: { name, at } }: UnitFacts, { nothing, had, again }: Emptied): AssetError {
  const before = had === undefined || had === 0 ? '' : `; its last version has ${had === 1 ? '1 row' : `${had} rows`}`
  const or = again ? 'if it is right that there are none, run again, or' : 'or'
  return new AssetError({
    code: 'SOURCE_EMPTY',
    message: `${nothing === undefined ? `${name} has no rows` : nothing.message}${before}`,
    at,
    facts: { ...nothing?.facts, asset: name, ...(had === undefined ? {} : { rows: had }) },
    fix: `bring the data back; ${or} declare empty: 'allow'`,
  })
}
