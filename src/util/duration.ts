const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * A duration in ms: a number of ms as it is, or a text with a unit, such as `'250ms'`, `'1.5s'`, `'5m'`, `'2h'`,
 * `'1d'`. A text without a unit is refused: one reader takes it for ms, the next for seconds. `undefined` where it is
 * neither, is negative or is not finite: the caller knows which option to name.
 */
export function parseDuration(duration: unknown): number | undefined {
  if (typeof duration === 'number') return Number.isFinite(duration) && duration >= 0 ? duration : undefined
  if (typeof duration !== 'string') return undefined
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(duration.trim()) ?? []
  return amount === undefined ? undefined : Number(amount) * units[unit as keyof typeof units]
}
