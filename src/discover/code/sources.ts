import { readFileSync, statSync } from 'node:fs'
import type { ProjectFiles } from './project-files.ts'
import type { Reached, Slice } from './slice/slice.ts'
import type { WholeFiles } from './slice/whole-file.ts'

/** A larger file is data that no person compares, and only its name is shown. */
const mostBytes = 2 ** 16

export interface SourcesOf {
  readonly slice: Slice
  readonly labels: ReadonlyMap<Reached, string>
  readonly whole: WholeFiles | undefined
}

/** Label -> text: of declarations, of members of JSON files, and of whole files where they count as such. */
export function sourcesOf(files: ProjectFiles, { slice, labels, whole }: SourcesOf): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const reached of slice.units) {
    const { module, facts } = reached.unit
    texts[labels.get(reached) ?? reached.label] = files.text(module.file).slice(facts.start, facts.end)
  }
  for (const { label, file, members } of slice.leaves.values()) {
    const text = members !== undefined ? undefined : leafText(files, file, label)
    if (text !== undefined) texts[label] = text
  }
  for (const { path, file } of [...(whole?.modules ?? []), ...(whole?.data ?? [])]) {
    const text = fileText(file)
    if (text !== undefined) texts[path] ??= text
  }
  return texts
}

/** `data/limits.json chunk.size` is a member of a JSON file; a label that is a path alone is the whole file. */
function leafText(files: ProjectFiles, file: string, label: string): string | undefined {
  const path = files.label(file)
  if (label === path) return fileText(file)
  const opened = files.open(file)
  if (opened.kind !== 'json') return undefined
  let value = opened.value
  for (const member of label.slice(path.length + 1).split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined
  }
  const text = JSON.stringify(value, null, 2)
  return text === undefined || text.length > mostBytes ? undefined : text
}

function fileText(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined || !stat.isFile() || stat.size > mostBytes) return undefined
  const bytes = readFileSync(file)
  return bytes.includes(0) ? undefined : bytes.toString('utf8')
}
