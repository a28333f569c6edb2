// What is heard while it rings. Made, not downloaded. A page on which nobody has pressed anything yet may stay silent:
// browsers want it so; the words and the page's title tell the same.
const TONES = {
  in: { notes: [659.3, 784], beat: [0, 0.22], everyMs: 2400, lengthS: 0.2, volume: 0.18, vibrate: [300, 150, 300] },
  out: { notes: [425], beat: [0], everyMs: 4000, lengthS: 1, volume: 0.06 },
};

export function tones({ Context = globalThis.AudioContext, timers = globalThis, vibrate = (pattern) => navigator.vibrate?.(pattern) } = {}) {
  const state = { name: null, timer: null, context: null };

  const note = (hertz, startS, lengthS, volume) => {
    const { context } = state;
    const [oscillator, loudness] = [context.createOscillator(), context.createGain()];
    const begin = context.currentTime + startS;
    oscillator.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, begin);
    loudness.gain.linearRampToValueAtTime(volume, begin + 0.02);
    loudness.gain.linearRampToValueAtTime(0, begin + lengthS);
    oscillator.connect(loudness).connect(context.destination);
    oscillator.start(begin);
    oscillator.stop(begin + lengthS);
  };

  const once = () => {
    const { notes, beat, lengthS, volume, vibrate: pattern } = TONES[state.name];
    if (pattern) vibrate(pattern);
    if (state.context?.state !== "running") return;
    notes.forEach((hertz, index) => note(hertz, beat[index], lengthS, volume));
  };

  const stop = () => {
    timers.clearInterval(state.timer);
    state.context?.close();
    Object.assign(state, { name: null, timer: null, context: null });
  };

  return {
    // `name`: in, out, or null for silence.
    play(name) {
      if (name === state.name) return;
      if (state.name) stop();
      if (!name || !Context) return;
      Object.assign(state, { name, context: new Context() });
      state.context.resume?.().then(() => { if (state.name === name) once(); }, () => {}); // refused: stays silent, see above
      state.timer = timers.setInterval(once, TONES[name].everyMs);
    },
  };
}
