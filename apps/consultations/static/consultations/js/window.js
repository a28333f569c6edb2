// The arithmetic of a long list of which only a window is drawn. Heights are guessed until a row was drawn and measured;
// a Fenwick tree of them answers «where does row i begin» and «which row is at y» in a few steps for any length.
export function heights({ count = 0, guess = 64 } = {}) {
  let size = 1;
  let known = [];
  let tree = [];

  const build = (length) => {
    size = 1;
    while (size < length) size *= 2;
    tree = new Float64Array(size + 1);
    for (let row = 0; row < known.length; row += 1) tree[row + 1] = known[row];
    for (let node = 1; node <= size; node += 1) {
      const above = node + (node & -node);
      if (above <= size) tree[above] += tree[node];
    }
  };

  const add = (row, by) => { for (let node = row + 1; node <= size; node += node & -node) tree[node] += by; };

  // How many rows there are: new ones are added, or taken away, at the end.
  const resize = (length) => {
    if (length < known.length) {
      for (let row = length; row < known.length; row += 1) add(row, -known[row]);
      known.length = length;
    } else if (length > known.length) {
      const before = known.length;
      for (let row = before; row < length; row += 1) known.push(guess);
      if (length > size) build(length);
      else for (let row = before; row < length; row += 1) add(row, guess);
    }
  };

  const set = (row, height) => {
    if (row < 0 || row >= known.length || known[row] === height) return false;
    add(row, height - known[row]);
    known[row] = height;
    return true;
  };

  // Where a row begins; `count` itself gives the whole height.
  const offset = (row) => {
    let sum = 0;
    for (let node = Math.min(row, known.length); node > 0; node -= node & -node) sum += tree[node];
    return sum;
  };

  // The row that covers y; the last one for anything below it.
  const at = (y) => {
    let row = 0;
    let rest = Math.max(0, y);
    for (let step = size; step > 0; step >>= 1) {
      if (row + step <= size && row + step <= known.length && tree[row + step] <= rest) { row += step; rest -= tree[row]; }
    }
    return Math.min(row, Math.max(0, known.length - 1));
  };

  build(1);
  resize(count);
  return { resize, set, offset, at, get: (row) => known[row] ?? 0, get count() { return known.length; }, get total() { return offset(known.length); } };
}

// Which rows to draw (`to` not counted) so that a stretch above and below the visible one is ready, and how much empty
// room stands for the rest. Never more than `most` rows.
export function windowOf(list, { top, height, spare = 600, most = 200 }) {
  if (!list.count) return { from: 0, to: 0, above: 0, below: 0 };
  const first = list.at(Math.max(0, top));
  let from = list.at(Math.max(0, top - spare));
  let to = Math.min(list.count, list.at(top + height + spare) + 1);
  if (to - from > most) { from = Math.max(from, first - Math.floor(most / 4)); to = Math.min(to, from + most); }
  return { from, to, above: list.offset(from), below: list.total - list.offset(to) };
}

// What must stay where it is on the screen while heights change: the row at the upper edge and how far it is scrolled past it.
export function anchorAt(list, top) {
  if (!list.count) return null;
  const row = list.at(top);
  return { row, past: top - list.offset(row) };
}

export function topOf(list, anchor) {
  return list.offset(Math.min(anchor.row, list.count)) + anchor.past;
}
