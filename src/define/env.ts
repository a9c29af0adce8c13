/**
 * An environment variable, which from then on is part of what the asset is made from: another value makes it stale.
 *
 * @throws AssetError `ENV_MISSING` where it is not set and there is no fallback.
 */
export interface Env {
  (name: string, fallback?: string): string
  /**
   * A variable that opens a door and changes nothing of what is behind it, such as a token: it is no part of what the
   * asset is made from, so that nothing is made again when it is rotated, and no hash of it is kept. Errors and logs of
   * the run have `…` in its place.
   *
   * @throws AssetError `ENV_MISSING` where it is not set.
   */
  secret(name: string): string
}
