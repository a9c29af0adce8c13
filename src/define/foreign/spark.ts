/** Which Spark, and its settings. The place where it runs is not part of the key; `spark.sql.` settings are. */
export interface SparkOptions {
  /**
   * A server of Spark Connect, such as `sc://spark.example.com:15002`. It has to see the folder of the store under the
   * same path.
   */
  readonly remote?: string
  /** Settings of Spark's own by their names, such as `{ 'spark.sql.session.timeZone': 'Europe/Madrid' }`. */
  readonly conf?: Readonly<Record<string, string | number | boolean>>
}
