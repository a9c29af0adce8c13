import { placeOfKey } from './partition-glob.ts'

/** What stands in the places of a glob, in one path. */
export interface PathKey {
  /** The name in the braces. */
  readonly name: string
  readonly key: string
}

/**
 * Reads keys out of paths that match a glob whose places are stars (`anyKey`): two readings, since where a place stands
 * beside a star, or beside another place, a path does not say where a key ends.
 */
export function keysInPath(glob: string): (path: string) => readonly (readonly PathKey[])[] {
  const readings = ['([^/]*)', '([^/]*?)'].map((key) => readingOf(glob, key))
  return (path) => readings.map((read) => read(path))
}

function readingOf(glob: string, key: string): (path: string) => readonly PathKey[] {
  const names: string[] = []
  const pattern = patternOf(glob, (name) => {
    names.push(name)
    return key
  })
  return (path) => {
    const parts = pattern.exec(path)?.slice(1) ?? []
    return parts.map((text, place) => ({ name: names[place] as string, key: text }))
  }
}

/** A glob that matches the files of every key. */
export const anyKey = (glob: string): string => glob.replaceAll(placeOfKey, '*')

/** The names of the places, each once. */
export const placesIn = (glob: string): readonly string[] => [
  ...new Set([...glob.matchAll(placeOfKey)].map(([, name]) => name as string)),
]

/** Whether a path matches with these keys in their places, whatever is in the others. */
export function isPathOf(glob: string, keys: ReadonlyMap<string, string>, path: string): boolean {
  return patternOf(glob, (name) => (keys.has(name) ? literal(keys.get(name) as string) : '[^/]*')).test(path)
}

/** Every text within a part of a path, longest first in each part. */
export function* textsIn(path: string): Iterable<string> {
  for (const part of path.split('/'))
    for (let length = part.length; length > 0; length -= 1)
      for (let start = 0; start + length <= part.length; start += 1) yield part.slice(start, start + length)
}

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** A place, `**` with its slash, an escaped character, what matches several texts, a character. */
const token = /\{(\w+)\}|(\*\*\/)|\\(.)|([@!+*?]\([^)]*\)|\{[^}]*\}|\[[^\]]*\]|\*+|\?)|([\s\S])/g

/** No stricter than the glob, which the path is known to match. */
function patternOf(glob: string, place: (name: string) => string): RegExp {
  const parts = [...glob.replace(/^(?:\.\/)+/, '').matchAll(token)].map(([, name, deep, escaped, several, char]) => {
    if (name !== undefined) return place(name)
    if (deep !== undefined) return '(?:.*/)?'
    if (several !== undefined) return several.includes('/') || several.startsWith('**') ? '.*' : '[^/]*'
    return literal((escaped ?? char) as string)
  })
  return new RegExp(`^${parts.join('')}$`)
}
