/** What a program imports from `assetstore/run`. */
export type { RunDocument, RunStepDocument } from '../app/documents/run.ts'
export type { AssetDocument, StatusDocument } from '../app/documents/status.ts'
export type { Action, Cause, Outcome, Status } from '../causes.ts'
export type { Duration } from '../define/retries.ts'
export type { Column, RowQuery, Table } from '../define/table.ts'
export { AssetError, AssetErrors, type ErrorCode } from '../errors.ts'
export type { RunEvent, StepResult } from '../events.ts'
export { openProject } from './open-project.ts'
export type {
  CheckDocument,
  MaterializeOptions,
  OpenProject,
  OpenProjectOptions,
  PlanOptions,
  QueryResult,
  Run,
  Selection,
  SelectOptions,
  TableRow,
} from './project.ts'
