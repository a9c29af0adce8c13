/**
 * The selection grammar in one place: the parser accepts these words, and the help prints these tables.
 *
 *   union        = intersection { [ "or" ] intersection }
 *   intersection = negation { ( "," | "and" ) negation }
 *   negation     = "not" negation | operand
 *   operand      = [ "@" | [ number ] "+" ] ( word | [ function ] "(" union ")" ) [ "+" [ number ] ]
 *   word         = name | glob | attribute ":" value, in part or in whole in '…' or "…"
 */
export const keywords = ['and', 'or', 'not'] as const

export const functions = {
  roots: 'those that read nothing else of what is inside',
  sinks: 'those that nothing else of what is inside reads, checks aside',
} as const
export type FunctionName = keyof typeof functions

export const attributes = {
  tag: { example: 'tag:rag', meaning: 'with this tag' },
  group: { example: 'group:crm', meaning: 'of this group' },
  kind: { example: 'kind:source', meaning: 'of this kind' },
  owner: { example: 'owner:data@example.com', meaning: 'with this owner' },
  path: { example: 'path:assets/crm.ts', meaning: 'declared in this file, or anywhere in this folder' },
  status: { example: 'status:stale', meaning: 'that are in this status now' },
  changed: { example: 'changed:origin/main', meaning: 'that are not what they were at this git ref' },
} as const
export type Attribute = keyof typeof attributes

/** Every other form, with an example that the parser accepts. */
export const forms = [
  { example: 'raw_documents', meaning: 'the asset of this name; a name may hold dots' },
  { example: 'crm.*', meaning: 'every asset whose name fits: * is any text, ? is one character' },
  { example: '+report', meaning: 'the asset and all that it is made from' },
  { example: 'report+', meaning: 'the asset and all that is made from it' },
  { example: '2+report+1', meaning: 'the asset, two steps up and one step down' },
  { example: '@report', meaning: 'the asset, all that is made from it, and all that those are made from' },
  { example: 'a b', meaning: 'either: a space is a union, and so is "or"' },
  { example: 'tag:rag,kind:source', meaning: 'both: a comma is an intersection, and so is "and"' },
  { example: 'not a and (b or c)', meaning: '"not" is everything else, and parentheses group' },
  { example: 'owner:"Data team"', meaning: 'a value or a name in quotes is taken as it is' },
] as const

export type Selection =
  | { readonly kind: 'union' | 'intersection'; readonly of: readonly Selection[] }
  | { readonly kind: 'not' | FunctionName | 'closure'; readonly of: Selection }
  | { readonly kind: 'near'; readonly of: Selection; readonly up: number; readonly down: number }
  | Leaf

/** What is looked up: `text` is how the user wrote it. */
export type Leaf = NameLeaf | GlobLeaf | AttributeLeaf
export interface NameLeaf {
  readonly kind: 'name'
  readonly name: string
  readonly text: string
}
export interface GlobLeaf {
  readonly kind: 'glob'
  readonly pattern: string
  readonly text: string
}
export interface AttributeLeaf {
  readonly kind: 'attribute'
  readonly attribute: Attribute
  readonly value: string
  /** The value was in quotes: `*` in it is a star. */
  readonly exact: boolean
  readonly text: string
}
