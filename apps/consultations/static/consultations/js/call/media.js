// Microphone and camera of this device. Opened only after she agreed, closed when the call is over: the light goes out.
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
const REASONS = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "no_microphone", NotReadableError: "in_use", AbortError: "in_use" };

// Why something could not be opened, as a word of the page: ending_<reason>.
export const reasonOf = (error) => REASONS[error.name] ?? "no_microphone";

export function localMedia({ devices = navigator.mediaDevices, changed = () => {} } = {}) {
  const tracks = { audio: null, video: null };
  const state = { camera: null, facing: "user" };

  const stop = (kind) => { tracks[kind]?.stop(); tracks[kind] = null; };
  const picture = async (wish) => (await devices.getUserMedia({ video: { ...PICTURE, ...wish } })).getVideoTracks()[0];
  const take = (track) => {
    stop("video");
    tracks.video = track;
    state.camera = track?.getSettings?.().deviceId ?? null;
    changed();
  };

  return {
    tracks: () => tracks,
    isMuted: () => !tracks.audio?.enabled,
    hasCamera: () => tracks.video !== null,
    facing: () => tracks.video?.getSettings?.().facingMode ?? "user",

    // Returns whether a camera is open, too. Without one the call goes on with sound; without a microphone there is none.
    async open({ camera }) {
      if (!devices) throw new DOMException("no devices here", "NotFoundError");
      const sound = await devices.getUserMedia({ audio: SOUND });
      tracks.audio = sound.getAudioTracks()[0];
      if (!camera) { changed(); return false; }
      try {
        take(await picture({ facingMode: state.facing }));
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        take(null);
      }
      return tracks.video !== null;
    },

    mute(isMuted) {
      if (tracks.audio) tracks.audio.enabled = !isMuted;
      changed();
    },

    // Off means off: the track is stopped, not only hidden.
    async camera(on) {
      take(on ? await picture({ facingMode: state.facing }) : null);
      return tracks.video;
    },

    async howManyCameras() {
      return (await devices.enumerateDevices()).filter((device) => device.kind === "videoinput").length;
    },

    // The next camera. A phone opens only one at a time, so the old one is closed first, and opened again if need be.
    async nextCamera() {
      const all = (await devices.enumerateDevices()).filter((device) => device.kind === "videoinput");
      const at = all.findIndex((device) => device.deviceId === state.camera);
      const next = all[(at + 1) % all.length];
      const before = state.camera;
      state.facing = state.facing === "user" ? "environment" : "user";
      stop("video");
      try {
        take(await picture({ deviceId: { exact: next.deviceId } }));
      } catch (error) {
        if (!(error instanceof DOMException)) throw error;
        take(await picture(before ? { deviceId: { exact: before } } : {}));
      }
      return tracks.video;
    },

    close() {
      stop("audio");
      stop("video");
      changed();
    },
  };
}
