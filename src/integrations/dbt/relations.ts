import { canonicalText, type Token, tokensOf } from './tokens.ts'

/** A statement in pieces: text, and the places where it names a relation of the project. */
export type Piece = string | { readonly id: string }

/**
 * Cuts a compiled statement at the relations that it names. dbt writes them as quoted names with dots between, such as
 * `"shop"."main"."orders"`. Names in a string or a comment do not count.
 *
 * @param idOf The id of a relation, by its text as dbt writes it.
 */
export function cutAtRelations(sql: string, idOf: (relation: string) => string | undefined): readonly Piece[] {
  const pieces: Piece[] = []
  let text = ''
  const tokens = tokensOf(sql)
  for (let at = 0; at < tokens.length; ) {
    const { gap, text: first } = tokens[at] as Token
    const path = pathAt(tokens, at)
    // A column of a relation is named by the relation's path and one name more.
    const match = [path.length, path.length - 2].flatMap((length) => {
      const id = length > 1 ? idOf(path.slice(0, length).join('')) : undefined
      return id === undefined ? [] : [{ id, length }]
    })[0]
    if (match === undefined) {
      text += gap + first
      at += 1
      continue
    }
    pieces.push(text + gap, { id: match.id })
    text = ''
    at += match.length
  }
  return [...pieces, text].filter((piece) => piece !== '')
}

/** The names and dots that begin at a token. */
function pathAt(tokens: readonly Token[], at: number): readonly string[] {
  const path: string[] = []
  const isInside = tokens[at - 1]?.text === '.'
  for (let index = at; !isInside && index < tokens.length; index++) {
    const { text, gap } = tokens[index] as Token
    const isName = path.length % 2 === 0
    if ((path.length > 0 && gap !== '') || (isName ? !/^["\p{L}_]/u.test(text) : text !== '.')) break
    path.push(text)
  }
  return path.length % 2 === 1 ? path : path.slice(0, -1)
}

/** The meaning of a statement: each relation is replaced by its place in a list, so that names do not count. */
export function canonicalPieces(pieces: readonly Piece[], order: readonly string[]): string {
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : ` "\0${order.indexOf(piece.id)}" `)).join('')
  return canonicalText(tokensOf(text))
}
