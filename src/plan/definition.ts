import { definitionsOf, keyScheme, type NodeFacts, orderOfKeys } from '../discover/facts.ts'
import type { AssetRecord } from '../store/record.ts'
import { own } from '../util/own.ts'

/**
 * Whether a node's ingredients, apart from its inputs, equal those of the record. Hashes of two schemes cannot be
 * compared. If the files that hold the code have not changed by a byte, and nothing else has changed either, the asset
 * has not: so an upgrade of this framework makes nothing stale.
 */
export function definitionMatches(facts: NodeFacts, record: AssetRecord): boolean {
  if (!textMatches(facts, record)) return false
  if (definitionsOf(facts).includes(record.definition)) return true
  if (!isOfOtherScheme(facts, record) || !filesMatch(facts, record)) return false
  const { ingredients } = record
  const config = comparableConfig(facts, record)
  const packages = comparablePackages(facts, record)
  return (
    ingredients.salt === facts.salt &&
    isSame(config.before, setOnly(config.after)) &&
    isSame(packages.before, packages.after)
  )
}

/** Code that asked for the text of a function may have used its comments and layout, so these are compared too. */
export function textMatches(facts: NodeFacts, record: AssetRecord): boolean {
  const isRead = facts.code.scheme !== undefined && (record.ingredients.text === true || facts.code.text === true)
  return !isRead || filesMatch(facts, record)
}

export function isOfOtherScheme({ code: { scheme } }: NodeFacts, { schemes }: AssetRecord): boolean {
  return schemes.key !== keyScheme || (scheme !== undefined && schemes.code !== scheme)
}

export function filesMatch({ code }: NodeFacts, { ingredients }: AssetRecord): boolean {
  return code.files === ingredients.files
}

/**
 * Where the record read a whole resource and the code now reads a part of it, only that part is compared. A record of
 * another scheme may lack the order of keys.
 */
export function comparableConfig(
  facts: NodeFacts,
  record: AssetRecord,
): { readonly before: Texts; readonly after: Texts } {
  const { settingsRead } = facts
  const isUnder = (pointer: string, above: string) => pointer === above || pointer.startsWith(`${above}/`)
  const counts = ([pointer]: readonly [string, string]) => {
    const resource = Object.keys(settingsRead).find((one) => isUnder(pointer, one))
    return resource === undefined || settingsRead[resource]?.some((path) => isUnder(pointer, path))
  }
  const before = Object.fromEntries(Object.entries(record.ingredients.config).filter(counts))
  if (!isOfOtherScheme(facts, record)) return { before, after: facts.config }
  return { before: withoutOrder(before), after: withoutOrder(facts.config) }
}

const withoutOrder = (config: Texts): Texts =>
  Object.fromEntries(Object.entries(config).filter(([pointer]) => !pointer.endsWith(`/${orderOfKeys}`)))

/** A record that read a resource whole does not list the settings that were absent. */
const setOnly = (config: Texts): Texts =>
  Object.fromEntries(Object.entries(config).filter(([, json]) => json !== 'unset'))

type Texts = Readonly<Record<string, string>>

/** Each scheme decides which packages code reaches, so two schemes are compared by the packages that both have. */
export function comparablePackages(
  facts: NodeFacts,
  record: AssetRecord,
): { readonly before: Texts; readonly after: Texts } {
  const before = record.ingredients.packages
  const after = facts.packages
  if (!isOfOtherScheme(facts, record)) return { before, after }
  const shared = (map: Texts) =>
    Object.fromEntries(
      Object.entries(map).filter(([name]) => Object.hasOwn(before, name) && Object.hasOwn(after, name)),
    )
  return { before: shared(before), after: shared(after) }
}

function isSame(before: Texts, after: Texts): boolean {
  return Object.keys({ ...before, ...after }).every((name) => own(before, name) === own(after, name))
}
