import type { ForeignFacts } from '../../define/foreign/foreign-function.ts'
import type { PartitionsDefinition } from '../../define/partitions/partition.ts'
import { partitionsOf } from '../../define/partitions/partition.ts'
import { type ReadsRule, readsRuleOf } from '../../define/partitions/reads.ts'
import { AssetError } from '../../errors.ts'
import type { LoadedNode } from '../../graph/node.ts'
import { mappingMistake } from '../../partitions/mapping-mistake.ts'
import { definitionMistake } from '../../partitions/mistakes.ts'
import { contextOfKey, mayHave } from '../../partitions/open-partitions.ts'
import { didYouMean } from '../../util/suggest.ts'
import { placeLabel } from '../user-place.ts'

/** Everything that is wrong with partitions and with what is said of reading them, before anything runs. */
export async function partitionMistakes(
  nodes: readonly LoadedNode[],
  { root, factsOf }: { readonly root: string; factsOf(asset: string): ForeignFacts | undefined },
): Promise<readonly AssetError[]> {
  const defined = new Set(nodes.flatMap((node) => definedOf(node) ?? []))
  const mistakes: AssetError[] = []
  for (const definition of defined) {
    const mistake = await definitionMistake(definition)
    if (mistake === undefined) continue
    const at = placeLabel(root, definition.at)
    mistakes.push(new AssetError({ code: 'PARTITIONS_INVALID', ...mistake, at }))
  }
  // Mappings are checked only between valid definitions.
  const isOpen = (name: string) => areOpen(factsOf(name))
  return mistakes.length > 0 ? mistakes : mappingMistakes(nodes, isOpen)
}

/** Where there is no Python, nobody can tell which partitions a new asset in Python has. */
function areOpen(facts: ForeignFacts | undefined): boolean {
  return (facts?.notes ?? []).some(({ kind }) => kind === 'not-parsed') && facts?.options?.partitions === undefined
}

async function mappingMistakes(
  nodes: readonly LoadedNode[],
  isOpen: (asset: string) => boolean,
): Promise<readonly AssetError[]> {
  const partitions = new Map(nodes.map((node) => [node.name, definedOf(node)]))
  const errors: AssetError[] = []
  for (const node of nodes)
    for (const [name, rule] of membersOf(readsOf(node), '')) {
      if (rule === undefined) {
        errors.push(noMapping(node, name))
        continue
      }
      const upstream = partitions.get(name)
      if (upstream === undefined && isOpen(name)) continue
      const mistake = node.upstream.includes(name)
        ? (mappingMistake({ reader: partitions.get(node.name), upstream, rule }) ??
          (await keyMistakeOf(upstream, rule)))
        : notRead(node, name)
      if (mistake === undefined) continue
      const message = `${node.name} cannot read ${name} with ${rule.type}(): ${mistake.message}`
      const facts = { asset: node.name, upstream: name }
      errors.push(new AssetError({ code: 'ASSET_OPTIONS', message, at: node.at, facts, fix: mistake.fix }))
    }
  return errors
}

/** A key that the upstream will never have. */
async function keyMistakeOf(upstream: PartitionsDefinition | undefined, rule: ReadsRule) {
  if (rule.type !== 'only' || upstream === undefined) return undefined
  if ((await contextOfKey(upstream, rule.key)) !== undefined && (await mayHave(upstream, rule.key))) return undefined
  return { message: `it never has the partition ${JSON.stringify(rule.key)}`, fix: 'name one that it has' }
}

function notRead({ upstream }: LoadedNode, name: string) {
  const fix = didYouMean(name, upstream, 'name it as a parameter, or remove it from `reads`')
  return { message: 'its function has no parameter of that name', fix }
}

function definedOf({ definition: { options } }: LoadedNode): PartitionsDefinition | undefined {
  return partitionsOf('partitions' in options ? options.partitions : undefined)
}

function noMapping({ name, at }: LoadedNode, upstream: string): AssetError {
  return new AssetError({
    code: 'ASSET_OPTIONS',
    message: `${name} cannot read ${upstream} with what is no mapping of partitions`,
    at,
    facts: { asset: name, upstream },
    fix: 'give one, such as partitions.last(7), or leave it out',
  })
}

function readsOf({ definition: { options } }: LoadedNode): object {
  return 'reads' in options && typeof options.reads === 'object' && options.reads !== null ? options.reads : {}
}

/**
 * By the names of assets: `crm.customers` is the member `customers` of the parameter `crm`. Anything that is neither a
 * mapping nor an object is ignored.
 */
function membersOf(members: object, prefix: string): readonly (readonly [string, ReadsRule | undefined])[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const rule = readsRuleOf(value)
    const isParent = typeof value === 'object' && value !== null && Object.keys(value).length > 0
    return rule === undefined && isParent
      ? membersOf(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, rule] as const]
  })
}
