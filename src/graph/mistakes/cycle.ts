import { AssetError } from '../../errors.ts'
import type { Node } from '../node.ts'

/** The most names of a cycle that are written out; a longer cycle shows only its first names. */
const mostLinks = 12

/** `cycles` hold ids along the way the data goes: each is read by the next, and the last by the first. */
export function cycleErrors(nodes: readonly Node[], cycles: readonly (readonly number[])[]): readonly AssetError[] {
  return cycles.map((cycle) => cycleError(cycle.map((id) => nodes[id]!)))
}

function cycleError(members: readonly Node[]): AssetError {
  const [first] = members
  const path = [...members, first!].map((node) => node.name)
  return new AssetError({
    code: 'ASSET_CYCLE',
    message:
      members.length === 1
        ? `${first!.name} ${first!.upstream.includes(first!.name) ? 'reads itself' : 'has its keys from itself'}`
        : `assets are made from each other: ${shorten(path, ' → ')}`,
    at: first!.at,
    facts: { path, places: members.map((node) => node.at) },
    fix: `take out one of these parameters: ${shorten(parametersOf(members), ', ')}${members.length === 1 ? ownPast : ''}`,
  })
}

const ownPast = '; what it made before is `previous` in the context of an asset with previous: true'

function parametersOf(members: readonly Node[]): string[] {
  return members.map((node, index) => {
    const reader = members[(index + 1) % members.length]!
    const of = reader.upstream.includes(node.name) ? reader.name : `the keys of ${reader.name}`
    return `"${node.name}" of ${of} (${reader.at})`
  })
}

function shorten(texts: readonly string[], separator: string): string {
  if (texts.length <= mostLinks) return texts.join(separator)
  const others = texts.length - mostLinks
  return [...texts.slice(0, mostLinks - 1), `… ${others.toLocaleString('en-US')} more …`, texts.at(-1)].join(separator)
}
