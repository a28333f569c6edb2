import assert from "node:assert/strict";
import test from "node:test";
import { digest, isSameKey, keyBytes } from "../../../apps/notifications/static/notifications/js/pushing.js";

test("a key comes as base64url without padding", () => {
  assert.deepEqual([...keyBytes("BP-_")], [4, 255, 191]);
  assert.equal(keyBytes("BA").length, 1);
});

test("another key, a shorter one and none are not the same", () => {
  const key = keyBytes("BP-_");
  assert.equal(isSameKey(key.buffer, key), true);
  assert.equal(isSameKey(keyBytes("BP-w").buffer, key), false);
  assert.equal(isSameKey(keyBytes("BP").buffer, key), false);
  assert.equal(isSameKey(null, key), false);
});

test("an address is known by its digest", async () => {
  assert.equal(await digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
