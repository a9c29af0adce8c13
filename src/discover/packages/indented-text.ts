/** A value of an indented text: what stands on the line, or what is indented below it. */
export type Indented = string | IndentedMap
export interface IndentedMap {
  readonly [key: string]: Indented
}

/**
 * The part of YAML that package managers write: `key: value`, a map below its key, `{ a: b }` on one line, quotes
 * around either; and yarn's older form, `key "value"`. Lists are passed over, since nothing that is asked for is in
 * one. A hundred times as fast as a parser of all of YAML.
 */
export function parseIndented(text: string): IndentedMap {
  const top: Record<string, Indented> = Object.create(null)
  const open = [{ indent: -1, map: top }]
  for (const line of text.split(/\r?\n/)) {
    const indent = line.search(/\S/)
    if (indent === -1 || line[indent] === '#' || line[indent] === '-') continue
    const { key, value } = keyAndValue(line.slice(indent))
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop()
    const parent = open.at(-1)?.map ?? top
    if (value === '') {
      const map: Record<string, Indented> = Object.create(null)
      parent[key] = map
      open.push({ indent, map })
    } else parent[key] = value.startsWith('{') ? flowMap(value) : unquoted(value)
  }
  return top
}

/** The map below a key; empty where there is no such key. */
export function mapAt(map: IndentedMap, key: string): IndentedMap {
  const value = map[key]
  return typeof value === 'object' ? value : {}
}
export function textAt(map: IndentedMap, key: string): string | undefined {
  const value = map[key]
  return typeof value === 'string' ? value : undefined
}

/** A key may be several in a row, each in quotes or not: `"a@^1", a@^2:`. They are one key here. */
function keyAndValue(line: string): { readonly key: string; readonly value: string } {
  const [, keys = line, rest = ''] = /^((?:, |"[^"]*"|'[^']*'|[^"':\s]|:(?=\S))+):?(.*)$/.exec(line) ?? []
  return { key: keys.replaceAll(/["']/g, ''), value: rest.trim() }
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text
}

function flowMap(text: string): IndentedMap {
  const map: Record<string, Indented> = Object.create(null)
  for (const pair of text.slice(1, -1).split(', ')) {
    const { key, value } = keyAndValue(pair.trim())
    map[key] = unquoted(value)
  }
  return map
}
