// A trace that grows: records are laid down by index, in any order and twice; what no record brought stays NaN. Pure.
export const FS_HZ = 4;
const WAVES = ["fhr1", "fhr2", "mhr", "toco"];
const BYTES = ["quality", "marks"];
const ROOM = 4 * 60 * 4;

export class GrowingTrace {
  // startS: epoch seconds of sample 0. keepS: how much is kept before the end (Infinity: all).
  constructor(startS, keepS = Infinity) {
    this.startS = startS;
    this.keep = keepS * FS_HZ;
    this.base = 0; // index of the first sample that is kept
    this.end = 0; // index after the last one that has come
    this.channels = {};
  }

  get endS() { return this.startS + this.end / FS_HZ; }

  // → whether it reaches further than before
  lay(record) {
    const before = this.end;
    const last = record.first + record.count;
    if (last <= this.base || record.count === 0) return false;
    if (this.#isFarAhead(last)) this.#forget(last);
    this.end = Math.max(this.end, last);
    const skip = Math.max(0, this.base - record.first);
    for (const name of [...WAVES, ...BYTES]) if (record[name]) this.#room(name).set(record[name].subarray(skip), record.first + skip - this.base);
    return this.end > before;
  }

  #isFarAhead(last) { return Number.isFinite(this.keep) && last - this.base > 2 * this.keep + ROOM; }

  // Values of a channel from index `first` on, NaN where nothing came; at most `count`.
  slice(name, first, count) {
    const values = new Float32Array(count).fill(NaN);
    const from = Math.max(first, this.base), to = Math.min(first + count, this.end);
    const kept = this.channels[name];
    if (kept && from < to) values.set(kept.subarray(from - this.base, to - this.base), from - first);
    return values;
  }

  // The whole as `decodeTrace` gives one.
  whole() {
    const trace = { startS: this.startS + this.base / FS_HZ, fsHz: FS_HZ, count: this.end - this.base };
    for (const name of [...WAVES, ...BYTES]) trace[name] = this.channels[name] ? this.#room(name).slice(0, trace.count) : null;
    return trace;
  }

  // Mean of what was measured in the last seconds, or null: a rate that is not known is not 0.
  now(name, seconds = 3) {
    const values = [...this.slice(name, this.end - seconds * FS_HZ, seconds * FS_HZ)].filter((value) => !Number.isNaN(value));
    return values.length ? Math.round(values.reduce((sum, value) => sum + value, 0) / values.length) : null;
  }

  // Seconds since the last measured value of a channel, looking back over what is kept at most `mostS`; null: none.
  silentS(name, mostS = 600) {
    const values = this.slice(name, this.end - mostS * FS_HZ, mostS * FS_HZ);
    for (let i = values.length - 1; i >= 0; i -= 1) if (!Number.isNaN(values[i])) return (values.length - 1 - i) / FS_HZ;
    return null;
  }

  #room(name) {
    const wanted = this.end - this.base;
    const kept = this.channels[name];
    if (kept && kept.length >= wanted) return kept;
    const isWave = WAVES.includes(name);
    const length = Math.max(wanted + ROOM, 2 * (kept?.length ?? 0));
    const wider = isWave ? new Float32Array(length).fill(NaN) : new Uint8Array(length);
    if (kept) wider.set(kept);
    this.channels[name] = wider;
    return wider;
  }

  #forget(last) {
    const base = Math.max(this.base, last - this.keep);
    for (const name of Object.keys(this.channels)) {
      const kept = this.channels[name];
      const rest = kept.slice(Math.min(base - this.base, kept.length));
      const fresh = WAVES.includes(name) ? new Float32Array(rest.length + ROOM).fill(NaN) : new Uint8Array(rest.length + ROOM);
      fresh.set(rest);
      this.channels[name] = fresh;
    }
    this.base = base;
  }
}
