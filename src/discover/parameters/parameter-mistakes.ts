import { AssetError } from '../../errors.ts'

/** The function whose parameters are read, as messages name it. */
export interface ParameterSubject {
  readonly name: string
  /** `file:line`, relative to the project. */
  readonly at?: string
}

/** The ways to write parameters from which it cannot be read which assets a function reads. */
export type ParameterMistake =
  | { readonly kind: 'native' }
  | { readonly kind: 'class' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'identifier' | 'default' | 'rest' | 'list'; readonly text: string }
  | { readonly kind: 'nested-default' | 'nested-rest' | 'nested-list' | 'computed'; readonly text: string }

/** One sentence and one cure for each. */
export function parameterMistake({ name, at }: ParameterSubject, mistake: ParameterMistake): AssetError {
  const [sentence, fix] = sentences[mistake.kind]
  const message = `${name} ${sentence}`.replace('TEXT', () => ('text' in mistake ? mistake.text : ''))
  return new AssetError({ code: 'ASSET_PARAMETERS', message, at, facts: { asset: name }, fix })
}

const example = '({ raw_documents }) => …'
const alwaysGiven = 'remove the default: every asset that is named is always given'
const nameThem = `name the assets: ${example}; where it reads none write () or (_, context)`

/** `TEXT` stands for what is written there. */
const sentences: Readonly<Record<ParameterMistake['kind'], readonly [sentence: string, fix: string]>> = {
  native: [
    'is a bound or native function, whose parameter names cannot be read',
    `pass the function itself, such as ${example}`,
  ],
  class: ['is a class, and an asset is made by a function', `pass a function, such as ${example}`],
  unreadable: [
    'has parameters that cannot be read from the text of its function',
    `write it as an arrow function, such as ${example}`,
  ],
  identifier: ['takes its first parameter whole, as "TEXT", which does not say which assets it reads', nameThem],
  default: ['gives its first parameter a default: "TEXT"', alwaysGiven],
  rest: ['takes its parameters as "TEXT", which does not say which assets it reads', nameThem],
  list: [
    'takes its first parameter apart as a list, "TEXT", but assets are given by name',
    `name the assets: ${example}`,
  ],
  'nested-default': ['gives an asset that it reads a default: "TEXT"', alwaysGiven],
  'nested-rest': [
    'collects assets with "TEXT", which does not say which assets it reads',
    'name each asset, such as ({ raw_documents, customers }) => …',
  ],
  'nested-list': [
    'takes an asset apart as a list: "TEXT"',
    'name the asset alone and read its rows in the body, with all() or for await',
  ],
  computed: ['computes the name of an asset it reads: "TEXT"', "write the asset's name"],
}
