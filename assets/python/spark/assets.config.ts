import { defineProject } from 'assetstore'

/**
 * A project of its own, since it needs a Python with pyspark: `assets --config assets/python/spark/assets.config.ts materialize`. With
 * `SPARK_REMOTE=sc://…` it runs on a server of Spark Connect.
 */
const project = defineProject(({ env }) => {
  const remote = env('SPARK_REMOTE', '')
  return { assets: () => import('./index.ts'), spark: remote === '' ? {} : { remote } }
})

export default project
export const { asset, source, check, effect } = project
