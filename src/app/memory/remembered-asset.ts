import type { NodeFacts } from '../../discover/facts.ts'
import type { Assessed } from '../../plan/assess.ts'
import { stateOf } from '../open/asset-state.ts'
import type { RememberedAsset, RememberedFacts } from './memory.ts'

export function rememberedAsset({ facts, ...assessed }: Assessed): RememberedAsset {
  return { name: facts.node.name, definition: facts.definition, ...stateOf(assessed) }
}

/** Facts that most assets share are left out. */
export function rememberedFacts(facts: NodeFacts): Pick<RememberedAsset, 'facts'> {
  const { settingsRead, environment = [], salt, volatile, blocking, observation, code } = facts
  const unusual: RememberedFacts = {
    ...(Object.keys(settingsRead).length === 0 ? {} : { settingsRead }),
    ...(environment.length === 0 ? {} : { environment }),
    ...(salt === undefined ? {} : { salt }),
    ...(volatile ? { volatile } : {}),
    ...(blocking ? { blocking } : {}),
    ...(observation === undefined ? {} : { observation }),
    ...(code.scheme === undefined ? { said: code.digest } : {}),
    ...(code.text ? { text: true as const } : {}),
    ...(code.foreign ? { foreign: true as const } : {}),
  }
  return Object.keys(unusual).length === 0 ? {} : { facts: unusual }
}
