import manifest from '../../package.json' with { type: 'json' }

/** The version of this package. The bundler puts the manifest in, so that no file is read for it. */
export const frameworkVersion: string = manifest.version
