import type { SparkOptions } from '../../define/foreign/spark.ts'

/** Whether code reaches Spark, by the packages that it reaches. */
export const reachesSpark = (packages: Readonly<Record<string, string>>): boolean =>
  Object.keys(packages).some((name) => name.startsWith('pypi:pyspark'))

/**
 * The settings of Spark that are part of what is made by it: those of its SQL, such as the time zone. Where it runs,
 * and on how much memory, makes no other rows.
 */
export function sparkConfig(
  { conf = {} }: SparkOptions = {},
  packages: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (!reachesSpark(packages)) return {}
  const settings = Object.entries(conf).filter(([name]) => name.startsWith('spark.sql.'))
  return Object.fromEntries(settings.map(([name, value]) => [`/spark/conf/${name}`, JSON.stringify(String(value))]))
}
