/** What is wrong in one place of a record. */
export interface RecordError {
  /** The keys that lead there, joined with dots; empty where it is the record itself. */
  readonly path: string
  /**
   * The schema library's name of the rule, such as zod's `too_small`; `changed` under `strict`, `schema_threw` where
   * the schema threw.
   */
  readonly code: string
  readonly message: string
  /** What the record has there; `undefined` where it has nothing, or where it cannot be read. */
  readonly input: unknown
}
