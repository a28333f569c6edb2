import assert from "node:assert/strict";
import { test } from "node:test";
import { attachmentFrom, UploadError } from "../../../apps/consultations/static/consultations/js/upload/answer.js";
import { carriesFiles, filesOf, nameOf, refusalBefore } from "../../../apps/consultations/static/consultations/js/upload/given.js";
import { isWorthTrying, waitMs } from "../../../apps/consultations/static/consultations/js/upload/retry.js";
import { uploadFile } from "../../../apps/consultations/static/consultations/js/upload.js";

const AT = new Date("2026-03-02T09:05:07Z");
const photo = { name: "rash.jpg", size: 3, type: "image/jpeg" };
const item = (file, kind = "file", isDirectory = false) => ({ kind, getAsFile: () => file, webkitGetAsEntry: () => ({ isDirectory }) });

test("files come from a drop, a paste or a picker; text and folders are none", () => {
  assert.deepEqual(filesOf({ items: [item(photo), item(null, "string"), item(photo, "file", true), item(null)] }), [photo]);
  assert.deepEqual(filesOf({ items: [], files: [photo] }), [photo]);
  assert.deepEqual(filesOf([photo, photo]), [photo, photo]);
  assert.deepEqual(filesOf(null), []);
  assert.equal(carriesFiles({ types: ["text/plain"] }), false);
  assert.equal(carriesFiles({ types: ["Files"] }), true);
});

test("a pasted screenshot gets the moment as its name", () => {
  assert.equal(nameOf(photo, AT), "rash.jpg");
  assert.equal(nameOf({ name: "image.png", type: "image/png" }, AT), "2026-03-02-09-05-07.png");
  assert.equal(nameOf({ name: "", type: "" }, AT), "2026-03-02-09-05-07.bin");
});

test("what is plainly too large or empty is not sent", () => {
  assert.equal(refusalBefore(photo, { bytes: 3 }), null);
  assert.deepEqual(refusalBefore(photo, { bytes: 2 }), { code: "too_large", limit: 2 });
  assert.deepEqual(refusalBefore({ size: 0 }), { code: "empty_file", limit: null });
  assert.equal(refusalBefore(photo), null);
});

test("only what can heal is tried again", () => {
  for (const [status, code, wanted] of [[0, "not_sent", true], [503, "unavailable", true], [408, "too_slow", true],
    [429, "throttled", true], [429, "quota", false], [413, "too_large", false], [404, "not_found", false], [500, "server_error", false]]) {
    assert.equal(isWorthTrying(status, code), wanted, `${status} ${code}`);
  }
  assert.deepEqual([1, 2, 3, 9].map((n) => waitMs(n, null)), [1000, 2000, 4000, 30000]);
  assert.deepEqual([waitMs(1, "5"), waitMs(1, "9999"), waitMs(2, "soon")], [5000, 30000, 2000]);
});

test("a refusal names the file's own code, sentence and limit", () => {
  const body = { code: "invalid", detail: "Some …", errors: [{ field: "file", code: "too_many_pixels", message: "Too many.", limit: 64 }] };
  assert.throws(() => attachmentFrom(400, JSON.stringify(body)), (error) =>
    error instanceof UploadError && error.code === "too_many_pixels" && error.message === "Too many." && error.limit === 64);
  assert.throws(() => attachmentFrom(502, "<html>"), (error) => error.code === "failed" && error.status === 502);
  assert.deepEqual(attachmentFrom(201, '{"id": "a"}'), { id: "a" });
});

// A stand-in for the browser's request: answers are taken from a list, one a request.
function browser(answers) {
  const sent = [];
  globalThis.document = { body: { getAttribute: () => '{"X-CSRFToken": "secret"}' } };
  globalThis.XMLHttpRequest = class extends EventTarget {
    upload = new EventTarget();
    headers = {};
    open(method, address) { Object.assign(this, { method, address }); }
    setRequestHeader(name, value) { this.headers[name] = value; }
    getResponseHeader() { return this.retryAfter; }
    abort() { this.dispatchEvent(new Event("abort")); }
    send(body) {
      sent.push({ address: this.address, headers: this.headers, body });
      const progress = Object.assign(new Event("progress"), { lengthComputable: true, loaded: 1, total: 2 });
      this.upload.dispatchEvent(progress);
      const answer = answers.shift();
      if (answer === "hang") return;
      if (answer === null) return void this.dispatchEvent(new Event("error"));
      Object.assign(this, { status: answer[0], responseText: JSON.stringify(answer[1]), retryAfter: answer[2] ?? null });
      this.dispatchEvent(new Event("load"));
    }
  };
  return sent;
}

test("an upload says how far it is, carries the form secret, and is tried again under the same id", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = browser([null, [503, { code: "unavailable" }, "2"], [201, { id: "a", state: "received" }]]);
  const shares = [];
  const upload = uploadFile("T", photo, { onProgress: (share) => shares.push(share), at: AT, clientId: "C" });
  for (const wait of [1000, 2000]) {
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(wait);
  }
  assert.deepEqual(await upload, { id: "a", state: "received" });
  assert.equal(sent.length, 3);
  assert.equal(new Set(sent.map((one) => one.address)).size, 1);
  assert.equal(sent[0].address, "/api/v1/consultations/T/attachments?client_id=C&filename=rash.jpg");
  assert.equal(sent[0].headers["X-CSRFToken"], "secret");
  assert.deepEqual(shares, [0.5, 0, 0.5, 0, 0.5]);
});

test("an upload that is stopped ends at once, also while it waits", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const stop = new AbortController();
  browser(["hang"]);
  const running = uploadFile("T", photo, { signal: stop.signal });
  stop.abort();
  await assert.rejects(running, { name: "AbortError" });
  const later = new AbortController();
  browser([null]);
  const waiting = uploadFile("T", photo, { signal: later.signal });
  await new Promise((resolve) => setImmediate(resolve));
  later.abort();
  await assert.rejects(waiting, { name: "AbortError" });
});

test("a refusal is not tried again", async () => {
  const sent = browser([[413, { code: "too_large", errors: [{ field: "file", code: "too_large", message: "M", limit: 5 }] }]]);
  await assert.rejects(uploadFile("T", photo), (error) => error.code === "too_large" && error.status === 413);
  assert.equal(sent.length, 1);
});
