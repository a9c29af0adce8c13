/** Up to this number all units are assessed. Of more, most are fresh without a cause, and columns find them faster. */
export const fewUnits = 5_000
