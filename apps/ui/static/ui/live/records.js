// Binary messages of `/ws/v1/live` → records. Layout: docs/reference/live-view.md. Pure.
// Rates in bpm, uterine activity in units; NaN = not measured (never 0).
const HEAD_BYTES = 18;
const CHANNELS = ["fhr1", "fhr2", "mhr", "toco", "quality", "marks"];
const WIDE = 4; // the first four channels take two bytes a sample, the others one
const HISTORY = 1, LATE = 2;
const NO_TOCO = -32768;

export class RecordError extends Error {}

// buffer: ArrayBuffer. → [{handle, first, count, isHistory, isLate, receivedMs (null: history), fhr1 …: Float32Array, quality, marks: Uint8Array}]
export function parseRecords(buffer) {
  const view = new DataView(buffer);
  const records = [];
  let at = 0;
  while (at < view.byteLength) {
    const record = headAt(view, at);
    at = readChannels(view, at + HEAD_BYTES, record);
    records.push(record);
  }
  return records;
}

function headAt(view, at) {
  if (at + HEAD_BYTES > view.byteLength) throw new RecordError(`record: cut off at byte ${at}`);
  const flags = view.getUint8(at + 9);
  const receivedMs = Number(view.getBigInt64(at + 10, true));
  return {
    handle: view.getUint16(at, true),
    first: view.getUint32(at + 2, true),
    count: view.getUint16(at + 6, true),
    mask: view.getUint8(at + 8),
    isHistory: (flags & HISTORY) !== 0,
    isLate: (flags & LATE) !== 0,
    receivedMs: receivedMs > 0 ? receivedMs : null,
  };
}

function readChannels(view, at, record) {
  for (const [bit, name] of CHANNELS.entries()) {
    if (!((record.mask >> bit) & 1)) continue;
    const bytes = record.count * (bit < WIDE ? 2 : 1);
    if (at + bytes > view.byteLength) throw new RecordError(`record: ${name} is cut off`);
    record[name] = bit < WIDE ? wide(view, at, record.count, name) : new Uint8Array(view.buffer.slice(at, at + bytes));
    at += bytes;
  }
  return at;
}

function wide(view, at, count, name) {
  const values = new Float32Array(count);
  const valueAt = name === "toco" ? tocoAt : rateAt;
  for (let i = 0; i < count; i += 1) values[i] = valueAt(view, at + 2 * i);
  return values;
}

function rateAt(view, at) {
  const raw = view.getUint16(at, true);
  return raw === 0 ? NaN : raw / 4;
}

function tocoAt(view, at) {
  const raw = view.getInt16(at, true);
  return raw === NO_TOCO ? NaN : raw / 2;
}
