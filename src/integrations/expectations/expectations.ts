/**
 * What `assetstore/expectations` exports: an expectation by the name that Great Expectations has for it, in camel case,
 * with its columns known to the compiler.
 */
export {
  type Expectation,
  type ExpectationOptions,
  type ExpectationSuite,
  type Expectations,
  expectations,
  type Severity,
} from '../../index.ts'
export type { Bound, CommonOptions, Range, ResultFormat, RowOptions, Value } from './make.ts'
export * from './measures.ts'
export * from './records.ts'
export * from './table.ts'
export * from './texts.ts'
export * from './values.ts'
