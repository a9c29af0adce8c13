import { structuredPatch } from 'diff'

/** Lines of context about a change. */
const context = 2
/** A diff of texts with more changed lines shows nothing useful, and its time is quadratic. */
const maxEditLength = 1_000

/** The lines of a unified diff without its head. It includes changes of layout, since it shows the text as written. */
export function unifiedLines(before: string, after: string): string[] {
  const [old, now] = [dedented(before), dedented(after)]
  const patch = structuredPatch('', '', old, now, '', '', { context, maxEditLength })
  if (patch === undefined) return [...marked('-', old), ...marked('+', now)]
  return patch.hunks.flatMap(({ lines }, at) => [
    ...(at === 0 ? [] : [gap]),
    ...lines.filter((line) => !line.startsWith('\\')),
  ])
}
function marked(sign: '-' | '+', text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => sign + line)
}

/**
 * A function that is an argument begins in the middle of a line: what its other lines have in common is where that line
 * was. In Python a line that ends with a colon begins a block, whose indent is part of what it says.
 */
function dedented(text: string): string {
  const [first = '', ...rest] = text.split('\n')
  if (/:\s*(?:#.*)?$/.test(first) || first.startsWith('@')) return text
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const common = Math.min(...indents)
  return [first, ...rest.map((line) => line.slice(common))].join('\n')
}

const gap = '  ⋯'
