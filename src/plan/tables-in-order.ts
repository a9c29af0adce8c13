import { definitionsOf, keyScheme } from '../discover/facts.ts'
import type { AssetRecord, DefinitionByUse } from '../store/record.ts'
import { keyOf } from './key.ts'
import type { UnitFacts } from './units.ts'

type KeyedRecord = Pick<AssetRecord, 'definition' | 'ingredients' | 'key' | 'partition' | 'schemes'>

/**
 * The record that a run would have left if the tables had stood in the present order of the pattern: only the positions
 * of its inputs differ.
 */
export function inPresentOrder<Record extends KeyedRecord & Pick<AssetRecord, 'rowMap'>>(
  facts: Pick<UnitFacts, 'definition' | 'olderDefinition' | 'byUse' | 'code' | 'node'>,
  record: Record,
): Record {
  if (definitionsOf(facts).includes(record.definition)) return record
  const { inputs, byUse: _, ...others } = record.ingredients
  const { upstream } = facts.node
  const [then, now] = [byUseOf(record, record.ingredients.byUse, inputs), byUseOf(facts, facts.byUse, upstream)]
  if (then.definition !== now.definition || inputs.length !== upstream.length) return record
  if ([then, now].some(({ order }) => order.length !== inputs.length)) return record
  /** By position now: the position in the record. */
  const positions = upstream.map((_, position) => then.order[now.order.indexOf(position)] as number)
  const moved = <Item>(items: readonly Item[]): Item[] => [
    ...positions.map((position) => items[position] as Item),
    // The past stands behind the parameters.
    ...items.slice(positions.length),
  ]
  const ingredients = {
    ...others,
    code: facts.code.parts,
    inputs: moved(inputs),
    ...(facts.byUse === undefined ? {} : { byUse: facts.byUse }),
  }
  const { rowMap } = record
  const renewed = { ...record, definition: facts.definition, ingredients }
  return {
    ...renewed,
    key: record.schemes.key === keyScheme ? keyOf(renewed) : record.key,
    ...(rowMap && { rowMap: { ...rowMap, input: positions.indexOf(rowMap.input), beside: moved(rowMap.beside) } }),
  }
}

function byUseOf(
  { definition }: { readonly definition: string },
  byUse: DefinitionByUse | undefined,
  names: readonly unknown[],
): DefinitionByUse {
  return byUse ?? { definition, order: names.map((_, position) => position) }
}
