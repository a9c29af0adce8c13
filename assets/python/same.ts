import type { RowQuery } from 'assetstore'
import { sql } from 'assetstore'
import { check } from './assets.config.ts'

/** Rows that one of the two has, and the other has not as often. */
const difference = (a: RowQuery<object>, b: RowQuery<object>) =>
  sql`(SELECT * FROM ${a} EXCEPT ALL SELECT * FROM ${b}) UNION ALL (SELECT * FROM ${b} EXCEPT ALL SELECT * FROM ${a})`

export const documents_are_equal = check(({ clean_documents, typescript_clean_documents }) =>
  difference(clean_documents, typescript_clean_documents),
)
export const chunks_are_equal = check(({ chunked_documents, typescript_chunked_documents }) =>
  difference(chunked_documents, typescript_chunked_documents),
)
export const statistics_are_equal = check(({ chunk_statistics, typescript_chunk_statistics }) =>
  difference(chunk_statistics, typescript_chunk_statistics),
)
export const loaded_documents_are_equal = check(({ loaded_documents, typescript_loaded_documents }) =>
  difference(loaded_documents, typescript_loaded_documents),
)
export const split_documents_are_equal = check(({ split_documents, typescript_split_documents }) =>
  difference(split_documents, typescript_split_documents),
)
export const embedded_documents_are_equal = check(({ embedded_documents, typescript_embedded_documents }) =>
  difference(embedded_documents, typescript_embedded_documents),
)
export const orders_are_equal = check(({ large_orders, typescript_large_orders }) =>
  difference(large_orders, typescript_large_orders),
)
export const scanned_orders_are_equal = check(({ scanned_orders, typescript_large_orders }) =>
  difference(scanned_orders, typescript_large_orders),
)
