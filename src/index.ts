/** What a project imports. Everything else is the command's. */
export type { Asset, CompiledQuery, Rows } from './define/asset.ts'
export { type Alert, type AlertKind, type AlertReceiver, command, slack, webhook } from './define/by-itself/alert.ts'
export type { Collection, RetryFailed, Schedule } from './define/by-itself/schedule.ts'
export type { Check, CheckReport, CheckResult } from './define/check.ts'
export type { BaseContext, Context, EffectContext, EffectPart, Log } from './define/context.ts'
export {
  type DefinitionSet,
  definitionSet,
  type Member,
  member,
  type ProjectNames,
} from './define/declaration/definition-set.ts'
export type { ColumnNotes, Exposure, Labels, Meta } from './define/declaration/place.ts'
export type {
  AssetOptions,
  CheckOptions,
  EffectOptions,
  SqlEngine,
} from './define/definition.ts'
export type { Effect } from './define/effect.ts'
export type { Difference, EffectTarget, Found, SearchRequest, Verification } from './define/effect-target.ts'
export {
  type Expectation,
  type ExpectationOptions,
  type ExpectationSuite,
  type Expectations,
  expectations,
  type Severity,
} from './define/expectations.ts'
export {
  type Closures,
  type ForeignCall,
  type ForeignDeclaration,
  type ForeignFacts,
  type ForeignFunction,
  type ForeignNote,
  type ForeignPlace,
  type ForeignTable,
  foreignFunction,
} from './define/foreign/foreign-function.ts'
export { type JudgedRows, judgedRows } from './define/foreign/judged-rows.ts'
export { type ParquetFile, parquetFile } from './define/foreign/parquet-file.ts'
export type { PythonFile } from './define/foreign/python.ts'
export type { SparkOptions } from './define/foreign/spark.ts'
export { type View, view } from './define/foreign/view.ts'
export { addMetadata, type Metadata, type MetadataValue } from './define/metadata.ts'
export type { AskContext, Observe, ObserveContext } from './define/observe.ts'
export type { MappingOptions } from './define/partitions/mappings.ts'
export type { Partition, Partitions, TimeOptions, TimePartition, Weekday } from './define/partitions/partition.ts'
export { type Crossed, type DefinePartitions, type Keys, partitions } from './define/partitions/partitions.ts'
export type { Reads } from './define/partitions/reads.ts'
export { childEnvironment, type ProjectSurroundings } from './define/project/environment.ts'
export { defineProject, type Project, type ProjectOptions } from './define/project/project.ts'
export {
  environmentFolder,
  type ProjectPlace,
  pathInStore,
  projectPlace,
  projectRoot,
} from './define/project/project-root.ts'
export type { Env } from './define/project/resource.ts'
export { type Resource, type ResourceContext, type ResourceOptions, resource } from './define/project/resource.ts'
export type { ReadOptions, TableFormat } from './define/read-options.ts'
export type { Duration, Retries } from './define/retries.ts'
export { type BrokenRow, type RuleSet, type Rules, rules, type TableRules } from './define/rules.ts'
export type { FileRow, Source, SourceOptions } from './define/source.ts'
export { type Sql, sql } from './define/sql.ts'
export type { Awaitable, BatchOptions, Column, MapOptions, RowQuery, Table } from './define/table.ts'
export type { RecordError } from './define/validation/record-error.ts'
export type { Rejected, RejectedError } from './define/validation/rejected.ts'
export type { StandardSchema } from './define/validation/row-schema.ts'
export {
  type InvalidRecord,
  type Validated,
  type ValidateOptions,
  validateBatch,
  validateBatchAsync,
} from './define/validation/validate-batch.ts'
export { AssetError, type ErrorCode } from './errors.ts'
export { parseDuration } from './util/duration.ts'
