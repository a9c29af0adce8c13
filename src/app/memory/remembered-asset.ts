import type { NodeFacts } from '../../discover/facts.ts'
import type { Assessed } from '../../plan/assess.ts'
import { hasWarning } from '../../plan/check-verdict.ts'
import type { RememberedAsset, RememberedFacts } from './memory.ts'

/** What is told of an asset. */
export function rememberedAsset({ facts, status, causes, current, failure }: Assessed): RememberedAsset {
  const { node, definition } = facts
  const about = { name: node.name, definition, status, causes, ...(failure === undefined ? {} : { failure }) }
  if (current === undefined) return about
  const { rows, sizeBytes, version, startedAt, durationMs } = current.record
  const record = { rows, sizeBytes, version, startedAt, durationMs }
  const mapped = current.record.rowMap === undefined ? {} : { mapped: true as const }
  return { ...about, record, ...mapped, ...(hasWarning(current.record.check) ? { warned: true as const } : {}) }
}

/** What is as it is with most assets is left out. */
export function rememberedFacts(facts: NodeFacts): Pick<RememberedAsset, 'facts'> {
  const { settingsRead, environment = [], salt, volatile, blocking, observation, code } = facts
  const known: RememberedFacts = {
    ...(Object.keys(settingsRead).length === 0 ? {} : { settingsRead }),
    ...(environment.length === 0 ? {} : { environment }),
    ...(salt === undefined ? {} : { salt }),
    ...(volatile ? { volatile } : {}),
    ...(blocking ? { blocking } : {}),
    ...(observation === undefined ? {} : { observation }),
    ...(code.scheme === undefined ? { said: code.digest } : {}),
    ...(code.text ? { text: true as const } : {}),
  }
  return Object.keys(known).length === 0 ? {} : { facts: known }
}
