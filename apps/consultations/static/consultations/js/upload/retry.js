// When an upload that failed is tried again. Pure.

export const MOST_ATTEMPTS = 5;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

// The same client id with the same bytes is one file, so that trying again can never make two of it.
// status: 0 where there was no answer. A day that is used up (429 quota) does not heal by waiting a little.
export function isWorthTrying(status, code) {
  if (status === 0 || status === 408 || status === 503) return true;
  return status === 429 && code !== "quota";
}

// attempt: 1 after the first failure. retryAfter: the header's seconds, or null.
export function waitMs(attempt, retryAfter) {
  const asked = Number.parseInt(retryAfter ?? "", 10);
  if (asked > 0) return Math.min(asked * 1000, LONGEST_WAIT_MS);
  return Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
}
