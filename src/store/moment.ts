/** How often one open catalog had written, and how often others had. */
export interface Moment {
  readonly own: number
  readonly others: number
}
export interface Changes {
  /** `pointer`: its pointer and its records, and nothing else. */
  readonly what: 'nothing' | 'pointer' | 'anything'
  readonly now: Moment
}
