// Fetches what the strip shows. Each failure has its own sentence; the trace shows even where the analysis fails.
import { decodeTrace, TraceError } from "./decode.js";
import { fill } from "../js/strings.js";

export class LoadError extends Error {}

export async function loadTrace(url, strings, signal) {
  const answer = await get(url, "application/octet-stream", strings, signal);
  try {
    return decodeTrace(await answer.arrayBuffer());
  } catch (error) {
    if (error instanceof TraceError) throw new LoadError(strings.failed_format, { cause: error });
    throw new LoadError(strings.failed_network, { cause: error });
  }
}

// → the JSON, or null where there is no address (not analysed yet).
export async function loadJson(url, strings, signal) {
  if (!url) return null;
  const answer = await get(url, "application/json", strings, signal);
  return answer.json();
}

async function get(url, accept, strings, signal) {
  const options = { credentials: "same-origin", headers: { Accept: accept }, signal };
  const answer = await fetch(url, options).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new LoadError(strings.failed_network, { cause: error });
  });
  if (!answer.ok) throw new LoadError(fill(strings.failed_status, { status: answer.status }));
  return answer;
}
