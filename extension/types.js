/**
 * The shape of the server's JSON, for the type checker; nothing runs here.
 *
 * @typedef {"pass" | "partial" | "fail" | "not_applicable" | "unknown"} Outcome
 *
 * @typedef {object} Evidence
 * @property {string} quote
 * @property {string} block
 * @property {number} start
 * @property {number} end
 * @property {string} prefix
 * @property {string} suffix
 *
 * @typedef {object} Signal
 * @property {string} id
 * @property {string} section
 * @property {string} title
 * @property {string} [about] why a reader would want to know
 * @property {Outcome} outcome
 * @property {string} finding
 * @property {number} points
 * @property {number} max_points
 * @property {number} counted of max_points, what the score is divided by
 * @property {string} summary
 * @property {Evidence[]} evidence
 * @property {Record<string, unknown>} details
 *
 * @typedef {object} Prediction
 * @property {string} task
 * @property {string | null} label
 * @property {number} probability
 * @property {boolean} abstained
 * @property {Evidence} evidence
 * @property {[number, number][]} spans
 * @property {string} model
 *
 * @typedef {object} Picture
 * @property {{term: string, where: string}[]} declared
 * @property {boolean} ai
 * @property {string[]} programs
 * @property {string | null} creator
 * @property {string | null} credit
 * @property {string | null} source
 * @property {string[]} summary
 *
 * @typedef {object} Rating
 * @property {"rated" | "not_rated"} status
 * @property {string | null} reason
 * @property {string} summary
 * @property {number | null} score
 * @property {number | null} low
 * @property {number | null} high
 * @property {string | null} band
 * @property {string | null} band_title
 * @property {number} assessed
 * @property {number} assessable
 *
 * @typedef {object} Card
 * @property {string} id
 * @property {string | null} url
 * @property {string | null} language
 * @property {Record<string, any>} article
 * @property {Rating} rating
 * @property {string} statement
 * @property {{id: string, title: string}[]} sections
 * @property {Signal[]} signals
 * @property {Record<string, any>} measures
 * @property {Prediction[]} predictions
 * @property {string[]} not_checked
 * @property {Record<string, unknown>} versions
 * @property {string} scored_at
 * @property {string} card_version
 */
export {};
