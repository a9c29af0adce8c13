import { keyScheme } from '../discover/facts.ts'
import { isUpToDate } from '../plan/assess.ts'
import { isOfOtherScheme } from '../plan/definition.ts'
import { keyOf } from '../plan/key.ts'
import { lacksVariables } from '../plan/match.ts'
import type { UnitFacts } from '../plan/units.ts'
import { textsToKeep } from '../project/keep-sources.ts'
import type { LiveWorld } from '../project/live-world.ts'
import { assessNow, type Workspace } from '../project/workspace.ts'
import type { AssetRecord } from '../store/record.ts'
import { partitionOf } from '../unit.ts'

/**
 * After an upgrade: rewrites the records of another scheme that are still right, by the new scheme. From then on they
 * are compared by declaration and not by whole files, and the variables that the older release did not see count too.
 * The data stays where it is.
 */
export async function adoptSchemes(
  workspace: Pick<Workspace, 'codeScheme' | 'fingerprint' | 'store' | 'unmoved'>,
  world: LiveWorld,
  run: string,
): Promise<void> {
  const isOld = (facts: UnitFacts) => {
    const record = world.current.get(facts.unit)?.record
    if (record === undefined || facts.code.foreign?.provisional) return false
    return lacksVariables(facts, record) || (isOfOtherScheme(facts, record) && record.definition !== facts.definition)
  }
  if (!world.facts.some(isOld)) return
  for (const { facts, status, current } of (await assessNow(world)).values()) {
    if (current === undefined || !isUpToDate(status) || !isOld(facts) || world.pins.has(facts.unit)) continue
    const record = {
      ...rewritten({ workspace, world }, facts, current.record),
      run,
      outcome: 'reused' as const,
      causes: [],
    }
    // If another process made a new version meanwhile, its record has the new scheme.
    const sources = await textsToKeep(workspace, facts)
    await workspace.store.catalog.commit({ record, from: current.id, sources })
    await world.refresh(facts)
  }
}

function rewritten(
  { workspace, world }: { readonly workspace: Pick<Workspace, 'codeScheme'>; readonly world: LiveWorld },
  facts: UnitFacts,
  record: AssetRecord,
): AssetRecord {
  const { code, config, packages, definition } = facts
  const variables = Object.fromEntries((facts.environment ?? []).map((name) => [name, world.variable(name)]))
  const { files: _, sources: _sources, ...rest } = record.ingredients
  const ingredients = {
    ...{ ...rest, code: code.parts, config, packages, environment: { ...variables, ...rest.environment } },
    ...(code.files === undefined ? {} : { files: code.files }),
    ...(code.foreign === undefined ? {} : { sources: code.foreign.sources }),
  }
  const key = keyOf({ definition, partition: partitionOf(facts.unit), ingredients })
  const schemes = { ...record.schemes, key: keyScheme, code: code.scheme ?? workspace.codeScheme }
  return { ...record, key, definition, ingredients, schemes }
}
