import { AssetError } from '../errors.ts'

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
export function parameterMistake(subject: ParameterSubject, mistake: ParameterMistake): AssetError {
  const [message, fix] = sentences(subject.name, mistake)
  return new AssetError({ code: 'ASSET_PARAMETERS', message, at: subject.at, fix })
}

function sentences(name: string, mistake: ParameterMistake): readonly [message: string, fix: string] {
  const example = '({ raw_documents }) => …'
  switch (mistake.kind) {
    case 'native':
      return [
        `${name} is a bound or native function, whose parameter names cannot be read`,
        `pass the function itself, such as ${example}`,
      ]
    case 'class':
      return [`${name} is a class, and an asset is made by a function`, `pass a function, such as ${example}`]
    case 'unreadable':
      return [
        `the parameters of ${name} cannot be read from its text`,
        `write it as an arrow function, such as ${example}`,
      ]
    case 'identifier':
      return [
        `${name} takes its first parameter whole, as "${mistake.text}", which does not say which assets it reads`,
        `name the assets: ${example}; where it reads none write () or (_, context)`,
      ]
    case 'default':
      return [
        `${name} gives its first parameter a default: "${mistake.text}"`,
        `remove the default: every asset that is named is always given`,
      ]
    case 'rest':
      return [
        `${name} takes its parameters as "${mistake.text}", which does not say which assets it reads`,
        `name the assets: ${example}; where it reads none write () or (_, context)`,
      ]
    case 'list':
      return [
        `${name} takes its first parameter apart as a list, "${mistake.text}", but assets are given by name`,
        `name the assets: ${example}`,
      ]
    case 'nested-default':
      return [
        `${name} gives an asset that it reads a default: "${mistake.text}"`,
        `remove the default: every asset that is named is always given`,
      ]
    case 'nested-rest':
      return [
        `${name} collects assets with "${mistake.text}", which does not say which assets it reads`,
        `name each asset, such as ({ raw_documents, customers }) => …`,
      ]
    case 'nested-list':
      return [
        `${name} takes an asset apart as a list: "${mistake.text}"`,
        `name the asset alone and read its rows in the body, with all() or for await`,
      ]
    case 'computed':
      return [`${name} computes the name of an asset it reads: "${mistake.text}"`, `write the asset's name`]
  }
}
