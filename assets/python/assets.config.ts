import { defineProject } from 'assetstore'

/** A project of its own, since it needs a Python with pandas, Polars and pyarrow: `assets --config assets/python/assets.config.ts materialize`. */
const project = defineProject({ assets: () => import('./index.ts') })

export default project
export const { asset, source, check, effect } = project
