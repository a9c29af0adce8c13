import { sql } from 'assetstore'
import { asset, source } from './assets.config.ts'

export const order_files = source.table('data/orders.csv')
export const large_orders = asset.python<{ order_id: number; city: string; amount: number }>('./orders.py')
export const scanned_orders = asset.python<{ order_id: number; city: string; amount: number }>('./orders.py')

/** The same table by a query. */
export const typescript_large_orders = asset(
  ({ order_files }) =>
    sql`SELECT order_id, city, amount FROM ${order_files} WHERE amount > 100 ORDER BY amount DESC, order_id`,
)
