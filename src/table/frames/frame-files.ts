import { AssetError } from '../../errors.ts'
import { type DataType, quoteId } from '../codec/types/data-type.ts'
import { listFiles } from '../engine/parquet.ts'
import { type RowPlan, readStatement, selectedFields } from '../work/row-plan.ts'
import { copyQuery } from './copy-query.ts'

export interface FrameFiles {
  /** Parquet, in the order of the rows. */
  readonly files: readonly string[]
  /** Whether the files are only for this reader, who then removes them. */
  readonly isOwn: boolean
}

/**
 * The rows of a table or query as files for a program that knows nothing of this framework: the store's own files where
 * Parquet alone says what the values are. As in TypeScript, UUIDs are text; maps are lists of their entries.
 *
 * @throws AssetError `ASSET_RESULT` where a function makes the rows.
 */
export async function frameFiles(plan: RowPlan, what: string): Promise<FrameFiles> {
  const { engine, file, layers, signal, steps } = plan
  if (steps.length > 0) throw ofFunction(what)
  const fields = selectedFields(plan)
  const isStored = typeof file === 'string' || Array.isArray(file)
  if (isStored && layers.length === 0 && fields.every(({ type }) => isPlain(type))) {
    plan.onRead(plan.reads)
    return { files: listFiles(file), isOwn: false }
  }
  const { text, ...statement } = readStatement(plan)
  const columns = fields.map(({ name, type }) => `${plainSql(quoteId(name), type)} AS ${quoteId(name)}`)
  const select = `SELECT ${columns.join(', ')} FROM (\n${text}\n)`
  return { files: [await copyQuery(engine, { ...statement, text: select }, { fields, signal })], isOwn: true }
}

function isPlain(type: DataType): boolean {
  switch (type.kind) {
    case 'map':
      return false
    case 'list':
      return isPlain(type.of)
    case 'struct':
      return type.fields.every((field) => isPlain(field.type))
    default:
      return type.kind !== 'scalar' || type.name !== 'UUID'
  }
}

function plainSql(value: string, type: DataType): string {
  if (isPlain(type)) return value
  switch (type.kind) {
    case 'map':
      return `list_transform(map_entries(${value}), lambda e: {key: e.key, value: ${plainSql('e.value', type.of)}})`
    case 'list':
      return `list_transform(${value}, lambda x: ${plainSql('x', type.of)})`
    case 'struct': {
      const fields = type.fields.map(
        ({ name, type: of }) => `${quoteId(name)}: ${plainSql(`${value}.${quoteId(name)}`, of)}`,
      )
      return `CASE WHEN ${value} IS NULL THEN NULL ELSE {${fields.join(', ')}} END`
    }
    default:
      return `CAST(${value} AS VARCHAR)`
  }
}

export function ofFunction(what: string): AssetError {
  return new AssetError({
    code: 'ASSET_RESULT',
    message: `${what} was called on a query that calls a function (map, flatMap or mapBatches), whose rows are in no file`,
    fix: 'make the mapped rows an asset of their own, and name that asset as a parameter',
  })
}
