import type { Files } from './project.ts'

/** A named edit of the fixture and the nodes that it makes stale: exactly these. */
export interface Edit {
  readonly name: string
  readonly files: (before: Files) => Files
  readonly changes: readonly string[]
  /** Nodes that become stale although what they make cannot change. The whole table may have three. */
  readonly extra?: readonly string[]
}

/** `from` has to be there: an edit that edits nothing proves nothing. */
export function replace(file: string, from: string, to: string): Edit['files'] {
  return (before) => {
    const text = before[file]
    if (!text?.includes(from)) throw new Error(`${file} has no ${from}`)
    return { ...before, [file]: text.replace(from, () => to) }
  }
}
export function replaceEverywhere(from: string, to: string): Edit['files'] {
  return (before) =>
    Object.fromEntries(
      Object.entries(before).map(([file, text]) => [
        file,
        file.includes('node_modules') ? text : text.replaceAll(from, to),
      ]),
    )
}
export function append(file: string, text: string): Edit['files'] {
  return (before) => ({ ...before, [file]: (before[file] ?? '') + text })
}
export function all(...edits: readonly Edit['files'][]): Edit['files'] {
  return (before) => edits.reduce((files, edit) => edit(files), before)
}
/** Moves a line that contains `part` to the end of another file. */
export function moveLine(part: string, from: string, to: string): Edit['files'] {
  return (before) => {
    const line = before[from]?.split('\n').find((text) => text.includes(part))
    if (line === undefined) throw new Error(`${from} has no ${part}`)
    return all(replace(from, `${line}\n`, ''), append(to, `${line}\n`))(before)
  }
}
export function swapLines(file: string, a: string, b: string): Edit['files'] {
  return (before) => {
    const lines = before[file]?.split('\n') ?? []
    const [first, second] = [a, b].map((part) => lines.findIndex((line) => line.includes(part)))
    if (first === undefined || second === undefined || first < 0 || second < 0)
      throw new Error(`${file} has no ${a} or ${b}`)
    ;[lines[first], lines[second]] = [lines[second] as string, lines[first] as string]
    return { ...before, [file]: lines.join('\n') }
  }
}
