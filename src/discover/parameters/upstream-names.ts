import type { AnyFunction } from '../../define/definition.ts'
import { functionText } from '../../util/process/function-text.ts'
import { type ParameterSubject, parameterMistake } from './parameter-mistakes.ts'
import { readParsedParameters } from './parsed-parameters.ts'
import { type FunctionParameters, readPlainParameters } from './plain-parameters.ts'

export type { FunctionParameters, ParameterSubject }

/**
 * Which assets and resources a function names, from the text of the running function. The plain form is read at once;
 * anything else is given to the full parser, which is loaded then.
 *
 * @throws AssetError `ASSET_PARAMETERS` where the first parameter does not name each asset that is read.
 */
export function readParameters(run: AnyFunction, subject: ParameterSubject): FunctionParameters {
  const text = functionText(run)
  // What V8 prints for a function without a text of its own; it is no JavaScript, so that no other function can end so.
  if (text.endsWith('{ [native code] }')) throw parameterMistake(subject, { kind: 'native' })
  const plain = readPlainParameters(text)
  if (plain !== undefined) return plain
  const parameters = readParsedParameters(text)
  if ('kind' in parameters) throw parameterMistake(subject, parameters)
  return parameters
}
