// Sends a file to a conversation, with progress, and again where the line broke. What comes back is the attachment:
// name its `id` in a message at once; it is shown once its state is «checked».
//
//   import { uploadFile, takeFiles } from "…/upload.js";
//   const attachment = await uploadFile(threadId, file, { onProgress: (share) => …, signal });
//
// Throws UploadError (code, message, limit, status), or an AbortError once `signal` is aborted.
import { attachmentFrom, UploadError } from "./upload/answer.js";
import { carriesFiles, filesOf, nameOf, refusalBefore } from "./upload/given.js";
import { isWorthTrying, MOST_ATTEMPTS, waitMs } from "./upload/retry.js";

export { UploadError } from "./upload/answer.js";
export { carriesFiles, filesOf, nameOf, refusalBefore } from "./upload/given.js";

export async function uploadFile(threadId, file, options = {}) {
  const { onProgress = () => {}, signal, limits, clientId = crypto.randomUUID(), at = new Date() } = options;
  const refusal = refusalBefore(file, limits);
  if (refusal) throw new UploadError(refusal);
  const query = new URLSearchParams({ client_id: clientId, filename: nameOf(file, at) });
  const address = `/api/v1/consultations/${threadId}/attachments?${query}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendOnce(address, file, onProgress, signal);
    } catch (error) {
      const again = error instanceof UploadError && isWorthTrying(error.status, error.code);
      if (!again || attempt >= MOST_ATTEMPTS) throw error;
      onProgress(0);
      await pause(waitMs(attempt, error.retryAfter), signal);
    }
  }
}

// XMLHttpRequest and not fetch: only it tells how much of a body has been sent.
function sendOnce(address, file, onProgress, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted());
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const end = (settle) => { signal?.removeEventListener("abort", stop); settle(); };
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", formSecret(document));
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => end(() => {
      try {
        resolve(attachmentFrom(request.status, request.responseText, request.getResponseHeader("Retry-After")));
      } catch (error) {
        reject(error);
      }
    }));
    request.addEventListener("error", () => end(() => reject(new UploadError())));
    request.addEventListener("abort", () => end(() => reject(aborted())));
    signal?.addEventListener("abort", stop);
    request.send(file);
  });
}

// Every page carries it for its own requests: <body hx-headers='{"X-CSRFToken": "…"}'>.
function formSecret(root) {
  return JSON.parse(root.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => { clearTimeout(timer); reject(aborted()); };
    const timer = setTimeout(() => { signal?.removeEventListener("abort", stop); resolve(); }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function aborted() {
  return new DOMException("The upload was stopped.", "AbortError");
}

// Lets a person drop files on an element or paste them into it. `onFiles` gets a list; `onDrag` whether files hover over it.
export function takeFiles(element, onFiles, onDrag = () => {}) {
  let depth = 0;
  const hover = (step) => { depth = Math.max(0, depth + step); onDrag(depth > 0); };
  const take = (event, transfer) => {
    const files = filesOf(transfer);
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  element.addEventListener("dragenter", (event) => { if (carriesFiles(event.dataTransfer)) hover(1); });
  element.addEventListener("dragleave", (event) => { if (carriesFiles(event.dataTransfer)) hover(-1); });
  element.addEventListener("dragover", (event) => { if (carriesFiles(event.dataTransfer)) event.preventDefault(); });
  element.addEventListener("drop", (event) => { depth = 0; onDrag(false); take(event, event.dataTransfer); });
  element.addEventListener("paste", (event) => take(event, event.clipboardData));
}
