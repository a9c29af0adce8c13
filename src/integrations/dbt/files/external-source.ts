import { createHash } from 'node:crypto'
import { createReadStream, globSync, statSync } from 'node:fs'
import { basename, extname, isAbsolute, relative, resolve } from 'node:path'
import { member, type Source, sql } from '../../../index.ts'
import type { DbtSource } from '../answer.ts'
import { nameOfSource } from '../graph-names.ts'
import { type DbtPlace, refusal } from '../mistakes.ts'
import { optionsFrom } from '../options.ts'
import { textInQuotes } from '../sql-text.ts'
import { type Token, tokensOf } from '../tokens.ts'

/**
 * A source of files: DuckDB reads the SQL that dbt would write in its place. The bytes of the files are its version.
 */
export function externalSource(place: DbtPlace, one: DbtSource, location: string): Source {
  const tokens = tokensOf(location)
  const places = placesOfPaths(tokens)
  const paths = places.map((at) => unquoted(tokens[at] as Token))
  if (paths.length === 0 || paths.some(isRemote)) {
    throw refusal(
      place.root,
      { file: resolve(place.project, one.path) },
      {
        message: `the source ${nameOfSource(one)} is ${location}, which is no file of this machine`,
        fix: `say which asset it is: dbt({ sources: { '${nameOfSource(one)}': '…' } })`,
      },
    )
  }
  // dbt works in the project's folder.
  const text = tokens.map(({ gap, text }, at) =>
    places.includes(at) ? `${gap}'${textInQuotes(resolve(place.project, unquoted({ text })))}'` : gap + text,
  )
  return member.source(
    { ...optionsFrom(one), observe: async () => `${location} ${await bytesOf(place.project, paths)}` },
    () => sql`select * from ${sql.raw(text.join(''))}`,
  )
}

/** The name by which DuckDB qualifies the columns of a location. */
export function aliasOf(location: string, { identifier }: Pick<DbtSource, 'identifier'>): string {
  const [first] = tokensOf(location)
  if (first === undefined || /[*?[]/.test(first.text)) return identifier
  return first.text.startsWith("'") ? basename(unquoted(first), extname(unquoted(first))) : first.text
}

/** The paths: a location is a text alone, or a function whose first argument is a text or a list of texts. */
function placesOfPaths(tokens: readonly Token[]): readonly number[] {
  const isText = (at: number) => tokens[at]?.text.startsWith("'") === true
  if (isText(0)) return tokens.length === 1 ? [0] : []
  if (tokens[1]?.text !== '(') return []
  if (tokens[2]?.text !== '[') return isText(2) ? [2] : []
  const places: number[] = []
  for (let at = 3; isText(at); at += 2) {
    places.push(at)
    if (tokens[at + 1]?.text !== ',') break
  }
  return places
}

const unquoted = ({ text }: Pick<Token, 'text'>): string => text.slice(1, -1).replaceAll("''", "'")
export const isRemote = (path: string): boolean => /^\w+:/.test(path) && !isAbsolute(path)

export async function bytesOf(project: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  const files = paths.flatMap((path) => globSync(resolve(project, path))).filter((file) => statSync(file).isFile())
  for (const file of [...new Set(files)].sort()) {
    hash.update(`${relative(project, file)}\0`)
    for await (const chunk of createReadStream(file)) hash.update(chunk)
    hash.update('\0')
  }
  return hash.digest('hex')
}
