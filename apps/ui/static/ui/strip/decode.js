// Bytes of the trace endpoint → typed arrays. Layout: docs/explanation/design-system.md, «Bytes of a trace».
// Rates in bpm, uterine activity in units (0–100 on paper, may be below); NaN = not measured (never 0).
export const HEADER_BYTES = 32;
export const MAX_SAMPLES = 4 * 60 * 60 * 48; // two days at 4 Hz: more is a mistake, and must not take the memory
const CHANNELS = ["fhr1", "fhr2", "mhr", "toco", "quality", "marks"];
const BYTES_PER_VALUE = { fhr1: 2, fhr2: 2, mhr: 2, toco: 2, quality: 1, marks: 1 };

export class TraceError extends Error {
  constructor(field, given) {
    super(`trace: ${field} is ${given}`);
    this.name = "TraceError";
    this.field = field;
  }
}

// buffer: ArrayBuffer. → {startS (epoch seconds), fsHz, count, fhr1, fhr2, mhr, toco: Float32Array|null, quality, marks: Uint8Array|null}
export function decodeTrace(buffer) {
  const header = readHeader(buffer);
  const trace = { startS: header.startS, fsHz: header.fsHz, count: header.count };
  let at = HEADER_BYTES;
  for (const [bit, name] of CHANNELS.entries()) {
    const isPresent = (header.mask >> bit) & 1;
    trace[name] = isPresent ? READERS[name](buffer, at, header.count) : null;
    if (isPresent) at += BYTES_PER_VALUE[name] * header.count;
  }
  return trace;
}

function readHeader(buffer) {
  require(buffer.byteLength >= HEADER_BYTES, "length", buffer.byteLength);
  const view = new DataView(buffer);
  const magic = String.fromCharCode(...new Uint8Array(buffer, 0, 4));
  require(magic === "KTR1", "magic", JSON.stringify(magic));
  require(view.getUint32(4, true) === 1, "version", view.getUint32(4, true));
  const header = {
    startS: view.getFloat64(8, true),
    fsHz: view.getFloat32(16, true),
    count: view.getUint32(20, true),
    mask: view.getUint32(24, true),
  };
  require(Number.isFinite(header.startS), "start", header.startS);
  require(header.fsHz > 0 && header.fsHz <= 100, "fs_hz", header.fsHz);
  require(header.count <= MAX_SAMPLES, "count", header.count);
  require(header.mask >> CHANNELS.length === 0, "channels", header.mask);
  require(buffer.byteLength === HEADER_BYTES + bytesPerSample(header.mask) * header.count, "length", buffer.byteLength);
  return header;
}

function bytesPerSample(mask) {
  return CHANNELS.reduce((sum, name, bit) => sum + ((mask >> bit) & 1 ? BYTES_PER_VALUE[name] : 0), 0);
}

function words(buffer, at, count, toValue) {
  const view = new DataView(buffer, at, count * 2); // little-endian on every machine, aligned or not
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) values[i] = toValue(view.getUint16(i * 2, true));
  return values;
}

const quarterBpm = (raw) => (raw === 0 || raw === 0xffff ? NaN : raw / 4);
const halfUnits = (raw) => (raw === 0xffff ? NaN : (raw >= 0x8000 ? raw - 0x10000 : raw) / 2); // below zero in two's complement
const rate = (buffer, at, count) => words(buffer, at, count, quarterBpm);
const bytes = (buffer, at, count) => new Uint8Array(buffer.slice(at, at + count));
const READERS = {
  fhr1: rate, fhr2: rate, mhr: rate,
  toco: (buffer, at, count) => words(buffer, at, count, halfUnits),
  quality: bytes, marks: bytes,
};

function require(isTrue, field, given) {
  if (!isTrue) throw new TraceError(field, given);
}
