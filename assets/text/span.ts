/** A part of a text: `text.slice(start, end)`, counted in UTF-16 units as JavaScript counts. */
export interface Span {
  readonly start: number
  readonly end: number
}

export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0
}

/** The span without the white space at its ends; `undefined` when nothing is left. */
export function trimSpan(text: string, { start, end }: Span): Span | undefined {
  const part = text.slice(start, end)
  const first = part.search(/\S/)
  if (first === -1) return undefined
  return { start: start + first, end: start + part.trimEnd().length }
}

/** The spans between the given positions, without white space at their ends. Empty ones are left out. */
export function cutAt(text: string, span: Span, positions: readonly number[]): Span[] {
  const borders = [span.start, ...positions, span.end]
  return borders.slice(1).flatMap((end, index) => trimSpan(text, { start: borders[index]!, end }) ?? [])
}
