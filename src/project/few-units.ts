/** Of so many units each is assessed. Of more most are fresh without a word, which columns tell faster. */
export const fewUnits = 5_000
