// Plays a voice note: a waveform that is also the slider, the time, and how fast.
import { icon, make } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const SPEEDS = [1, 1.5, 2];
let playing = null;

// 65000 → "1:05"
export function clockOf(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// Bars between two edges; at least a line where it was silent.
export function barsOf(peaks, { width = 180, height = 28 } = {}) {
  const step = width / peaks.length;
  return peaks.map((peak, index) => {
    const high = Math.max(2, (peak / 100) * height);
    return { x: index * step, y: (height - high) / 2, width: Math.max(1, step * 0.6), height: high };
  });
}

export function player(file, { words, files, complain }) {
  const sound = new Audio();
  sound.preload = "none";
  const peaks = file.peaks?.length ? file.peaks : Array(40).fill(20);
  const wave = document.createElementNS(SVG, "svg");
  wave.setAttribute("viewBox", "0 0 180 28");
  wave.setAttribute("class", "voice__wave");
  const bars = barsOf(peaks).map((bar) => {
    const rect = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries(bar)) rect.setAttribute(name, value.toFixed(1));
    wave.append(rect);
    return rect;
  });
  const slider = make("input", { type: "range", class: "voice__slider", min: 0, max: 100, value: 0, step: 1, "aria-label": words.voice_position });
  const time = make("span", { class: "voice__time" }, clockOf(file.duration_ms ?? 0));
  const play = make("button", { type: "button", class: "button button--icon voice__play", "aria-label": words.play }, icon("play"));
  const speed = make("button", { type: "button", class: "link voice__speed", "aria-label": words.speed }, "1×");
  const whole = () => (Number.isFinite(sound.duration) ? sound.duration * 1000 : file.duration_ms ?? 0);

  const paint = () => {
    const share = whole() ? (sound.currentTime * 1000) / whole() : 0;
    slider.value = Math.round(share * 100);
    slider.setAttribute("aria-valuetext", `${clockOf(sound.currentTime * 1000)} / ${clockOf(whole())}`);
    bars.forEach((bar, index) => bar.classList.toggle("is-played", index < share * bars.length));
    time.textContent = sound.paused && !sound.currentTime ? clockOf(whole()) : clockOf(sound.currentTime * 1000);
    play.replaceChildren(icon(sound.paused ? "play" : "pause"));
    play.setAttribute("aria-label", sound.paused ? words.play : words.pause);
  };
  const start = async () => {
    if (!sound.paused) { sound.pause(); return; }
    if (playing && playing !== sound) playing.pause();
    playing = sound;
    if (!sound.src || !files.isFresh(file)) {
      const at = sound.currentTime;
      sound.src = await files.link(file.id, "full");
      if (at) sound.currentTime = at;
    }
    await sound.play();
  };
  play.addEventListener("click", () => start().catch(complain));
  slider.addEventListener("input", () => { if (sound.src) sound.currentTime = (Number(slider.value) / 100) * (whole() / 1000); });
  speed.addEventListener("click", () => {
    const next = SPEEDS[(SPEEDS.indexOf(sound.playbackRate) + 1) % SPEEDS.length];
    sound.playbackRate = next;
    speed.textContent = `${next}×`;
  });
  for (const name of ["timeupdate", "play", "pause", "ended", "loadedmetadata"]) sound.addEventListener(name, paint);
  return make("div", { class: "voice", role: "group", "aria-label": words.kind_voice_note }, play, make("div", { class: "voice__track" }, wave, slider), time, speed);
}
