// A chime of two tones, made here: nothing is loaded. Off until somebody presses the button.
const TONES_HZ = [880, 660];
const TONE_S = 0.35;

export class Chime {
  isOn = false;
  #context = null;

  // → whether it is on now. Browsers allow sound only after a press: this is one, and one hears at once what will be heard.
  toggle() {
    this.isOn = !this.isOn;
    if (this.isOn) {
      this.#context ??= new AudioContext();
      this.#context.resume();
      this.ring();
    }
    return this.isOn;
  }

  ring() {
    if (!this.isOn) return;
    TONES_HZ.forEach((hz, i) => this.#tone(hz, this.#context.currentTime + i * TONE_S));
  }

  #tone(hz, at) {
    const tone = this.#context.createOscillator(), gain = this.#context.createGain();
    tone.frequency.value = hz;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(0.25, at + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + TONE_S);
    tone.connect(gain).connect(this.#context.destination);
    tone.start(at);
    tone.stop(at + TONE_S);
  }
}
