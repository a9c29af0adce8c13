import type { Node } from '../node.ts'
import { fileNamesOf, filesOf, fqnsOf, labels, resourceTypes, sourceNames, testTypes } from './values.ts'

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

interface AttributeMethod {
  readonly example: string
  readonly meaning: string
  /** The values of the attribute that a node has; absent for an attribute that is not text of the node. */
  readonly of?: (node: Node) => readonly string[]
}

export const attributes = {
  tag: { example: 'tag:rag', meaning: 'with this tag', of: ({ tags }) => tags },
  group: {
    example: 'group:crm',
    meaning: 'of this group',
    of: ({ group }) => (group === undefined ? [] : [group]),
  },
  kind: { example: 'kind:source', meaning: 'of this kind', of: ({ kind }) => [kind] },
  owner: { example: 'owner:data@example.com', meaning: 'with this owner', of: ({ owners }) => owners },
  path: { example: 'path:assets/crm.ts', meaning: 'declared in this file, or anywhere in this folder', of: filesOf },
  source: {
    example: 'source:crm.orders',
    meaning: 'that are this source, or sources in this namespace',
    of: sourceNames,
  },
  status: { example: 'status:stale', meaning: 'that are in this status now' },
  changed: { example: 'changed:origin/main', meaning: 'that are not what they were at this git ref' },
  state: { example: 'state:modified', meaning: 'as dbt says it: modified is stale or missing, new is missing' },
  resource_type: { example: 'resource_type:model', meaning: 'of this kind, as dbt calls it', of: resourceTypes },
  test_type: {
    example: 'test_type:unit',
    meaning: 'that are such tests of dbt; a check is a singular one',
    of: testTypes,
  },
  package: { example: 'package:dbt_utils', meaning: 'of this dbt project or package', of: labels('package') },
  exposure: { example: 'exposure:weekly_report', meaning: 'that this exposure of dbt reads', of: labels('exposure') },
  fqn: { example: 'fqn:shop.marts', meaning: 'of this dbt package, folder or name', of: fqnsOf },
  file: { example: 'file:stg_orders.sql', meaning: 'declared in a file of this name', of: fileNamesOf },
  test_name: { example: 'test_name:unique', meaning: 'that are this generic test of dbt', of: labels('test_name') },
  unit_test: { example: 'unit_test:adds_up', meaning: 'that are this unit test of dbt', of: labels('unit_test') },
  access: { example: 'access:public', meaning: 'to which dbt gives this access', of: labels('access') },
  version: { example: 'version:latest', meaning: 'that are such versions of a dbt model', of: labels('version') },
  selector: {
    example: 'selector:nightly',
    meaning: 'that this selector of selectors.yml of dbt selects',
    of: labels('selector'),
  },
  config: {
    example: 'config.materialized:view',
    meaning: 'that dbt has configured so; config.meta.level:high too',
  },
} as const satisfies Readonly<Record<string, AttributeMethod>>
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
  /** For a configuration: `config.meta.level`. */
  readonly path?: string
  /** The value was in quotes: `*` in it is a star. */
  readonly exact: boolean
  readonly text: string
}

/** Ways of selecting that dbt has and that mean nothing here, each with what to do. */
export const otherMethods: Readonly<Record<string, string>> = {
  result: 'say the status that it has now: status:failed',
  source_status: 'sources are asked when they are run: say status:stale or status:unknown',
  metric: 'a metric is nothing that is made here: name the models that it reads',
  semantic_model: 'a semantic model is nothing that is made here: name the model that it reads',
  saved_query: 'a saved query is nothing that is made here: name the models that it reads',
  function: 'functions of dbt are not carried out: write them as macros',
}
