/** A zod 4 schema's description of itself. */
export interface ZodDefinition {
  readonly type: string
  readonly coerce?: boolean
  readonly innerType?: unknown
  readonly element?: unknown
  readonly shape?: Readonly<Record<string, unknown>>
  readonly options?: readonly unknown[]
  readonly values?: readonly unknown[]
  readonly entries?: Readonly<Record<string, unknown>>
  readonly in?: unknown
  readonly out?: unknown
}

/** `undefined` for anything but a zod 4 schema. */
export function zodDefinition(schema: unknown): ZodDefinition | undefined {
  if (typeof schema !== 'object' || schema === null || !('_zod' in schema)) return undefined
  return (schema as { readonly _zod: { readonly def: ZodDefinition } })._zod.def
}
