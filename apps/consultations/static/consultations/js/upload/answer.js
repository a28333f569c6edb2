// What the server said, as an attachment or as an error that can be shown. Pure.

// `code` and `limit` are those of the file where the server names one, else of the whole answer. `message` is a sentence
// in the person's language; empty where there was no answer.
export class UploadError extends Error {
  constructor({ status = 0, code = "not_sent", message = "", limit = null, retryAfter = null } = {}) {
    super(message || code);
    this.name = "UploadError";
    Object.assign(this, { status, code, message, limit, retryAfter });
  }
}

export function attachmentFrom(status, text, retryAfter = null) {
  const body = parsed(text);
  if ((status === 200 || status === 201) && body?.id) return body;
  throw errorFrom(status, body, retryAfter);
}

export function errorFrom(status, body, retryAfter = null) {
  const field = body?.errors?.[0];
  return new UploadError({
    status,
    code: field?.code ?? body?.code ?? (status ? "failed" : "not_sent"),
    message: field?.message ?? body?.detail ?? "",
    limit: field?.limit ?? null,
    retryAfter,
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
