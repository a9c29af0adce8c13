import type { FileFacts, ModuleFacts, UnitFacts } from '../facts.ts'
import type { CodeFingerprint } from './fingerprint.ts'
import { digestOfLines, hashesOf, shortHash } from './outline.ts'

/** A fingerprint without what is cut from the files when it is asked for. */
export type FingerprintAlone = Omit<CodeFingerprint, 'sources'>

interface Edits {
  readonly files: Iterable<string>
  /** The facts of a file as it is now. */
  facts(file: string): FileFacts | undefined
  /** See `isSameButForTexts`, of an edited file. */
  isSame(file: string): boolean
}

/**
 * The fingerprint after edits that change only hashes and lines of units: everything else that the slice asks of a unit
 * is as it was, so that the slice has the same units.
 */
export function fingerprintAfter(before: FingerprintAlone, edits: Edits): FingerprintAlone | undefined {
  const { outline, files } = before
  if (outline === undefined) return undefined
  const own = new Set(files)
  for (const file of edits.files) if (own.has(file) && !edits.isSame(file)) return undefined
  const labels = Object.keys(before.parts)
  const hashes: [line: number, hash: string][] = []
  const olderHashes: [line: number, hash: string][] = []
  const [parts, places] = [{ ...before.parts }, { ...before.places }]
  for (const [index, [line, file, unit, ordinals, members]] of outline.units.entries()) {
    const label = labels[index] as string
    const module = edits.facts(files[file] as string)
    const facts = module?.kind === 'module' ? module.units[unit] : undefined
    if (facts === undefined) return undefined
    const [hash, olderHash] = members === undefined ? hashesOf(facts, ordinals) : [members, members]
    hashes.push([line, hash])
    olderHashes.push([line, olderHash])
    parts[label] = shortHash(hash)
    places[label] = `${(places[label] as string).replace(/:\d+$/, '')}:${facts.line}`
  }
  const digest = digestOfLines(outline.lines, hashes)
  const older = digestOfLines(outline.lines, olderHashes)
  const { older: _, ...others } = before
  return { ...others, digest, ...(older === digest ? {} : { older }), parts, places }
}

/** Whether a module is what it was, but for the hashes and the lines of its units, and for their own texts. */
export function isSameButForTexts(before: FileFacts | undefined, now: FileFacts | undefined): boolean {
  if (before?.kind !== 'module' || now?.kind !== 'module') return false
  return JSON.stringify(withoutTexts(before)) === JSON.stringify(withoutTexts(now))
}

/** Where units stand counts by their order: they are evaluated in it. */
function withoutTexts({ sha256, units, ...facts }: ModuleFacts): object {
  const order = [...units.keys()].sort((a, b) => (units[a] as UnitFacts).start - (units[b] as UnitFacts).start)
  return { ...facts, order, units: units.map(withoutText) }
}

function withoutText({ hash, ordinalHash, older, source, start, end, line, ...facts }: UnitFacts): object {
  const has = [ordinalHash, older, older?.ordinalHash, source].map((one) => one !== undefined)
  return { ...facts, has, olderByUse: older?.byUse }
}
