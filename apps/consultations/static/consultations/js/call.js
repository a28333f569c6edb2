// Calls between two browsers: joins the pure steps (call/state.js) to microphone, camera, connection, socket and panel.
//
//   const call = createCall({ send, onFrame, iceServers, ownCall, words, elements: { root } });
//   call.start(threadId, "video");
//
// send(frame): sends an object through the socket of consultations, false where there is none now. onFrame(handler): calls it with every frame that
// comes (welcome included), returns how to stop. iceServers(callId), ownCall(): promises of the API's answers of
// GET /calls/<id>/ice-servers and GET /calls/own. words: call_words.strings(), in her language. elements.root: where the
// panel goes. `person` only where the socket was welcomed before.
import { openLink } from "./call/link.js";
import { localMedia, reasonOf } from "./call/media.js";
import { between, countsOf, levelOf, steady } from "./call/quality.js";
import { beats, beginning, endsOf, isBusy, isInCall, isTold, step } from "./call/state.js";
import { tones } from "./call/tone.js";
import { callView, clockOf, fill } from "./call/view.js";

const BEAT_MS = 10_000;
const TICK_MS = 500;
const MEASURE_MS = 2_000;
const KEPT_DEVICE = "kaishi-call-device";
const MOST_EARLY = 100;
const ASKING = new Set(["callstart", "callanswer"]);

// The same for as long as this tab is open, so that a page that is loaded again may return to its call.
function deviceOf(storage) {
  const kept = storage?.getItem(KEPT_DEVICE);
  if (kept) return kept;
  const made = crypto.randomUUID();
  storage?.setItem(KEPT_DEVICE, made);
  return made;
}

export function createCall({ send, onFrame, iceServers, ownCall = async () => ({ call: null }), words, elements, person = null, storage = globalThis.sessionStorage, Peer = globalThis.RTCPeerConnection }) {
  let state = beginning({ device: deviceOf(storage), me: person });
  let link = null;
  let early = [];
  const pictures = { own: new MediaStream(), other: new MediaStream(), voice: new MediaStream() };
  const about = { quality: "unknown", level: "unknown", counts: null, way: null, cameras: 0, isLarger: false, connectedAt: null, title: document.title };
  const tone = tones();
  const media = localMedia({ changed: () => { own(); draw(); tellMedia(); } });
  const view = callView({ root: elements.root, words, pressed: (action) => PRESSED[action]() });

  const give = (event) => {
    const before = state;
    const { state: after, effects } = step(state, event);
    state = after;
    for (const effect of effects) EFFECTS[effect.do](effect);
    if (after.phase !== before.phase) entered(after.phase, before.phase);
    draw();
  };

  const EFFECTS = {
    send: ({ frame }) => { if (send(frame) === false && ASKING.has(frame.type)) give({ type: "unsent" }); },
    open_media: ({ camera }) => {
      const id = state.id;
      media.open({ camera }).then(
        (hasCamera) => (state.id === id && isBusy(state) ? give({ type: "opened", camera: hasCamera }) : media.close()),
        (error) => { media.close(); give({ type: "not_opened", why: reasonOf(error) }); },
      );
    },
    close_media: () => media.close(),
    connect: ({ isCaller, begins }) => { connect({ polite: !isCaller, begins }); },
    disconnect: () => { link?.close(); link = null; early = []; },
    ask_own: () => {
      const asked = isTold(state) ? state.id : null; // a call that she began meanwhile is not meant by «there is none»
      ownCall().then(({ call }) => { if (call) give({ type: "changed", call }); else if (asked && asked === state.id) give({ type: "none" }); }, complain);
    },
  };

  const PRESSED = {
    agree_video: () => give({ type: "agree", camera: true }),
    agree_audio: () => give({ type: "agree", camera: false }),
    answer_video: () => give({ type: "agree", camera: true }),
    answer_audio: () => give({ type: "agree", camera: false }),
    return_video: () => give({ type: "agree", camera: true }),
    return_audio: () => give({ type: "agree", camera: false }),
    not_now: () => give({ type: "hang_up" }),
    decline: () => give({ type: "hang_up" }),
    hang_up: () => give({ type: "hang_up" }),
    close: () => give({ type: "dismiss" }),
    mute: () => media.mute(!media.isMuted()),
    camera: () => turnCamera(!media.hasCamera()),
    switch_camera: () => media.nextCamera().then((track) => link?.replace("video", track), cameraFailed),
    larger: () => { about.isLarger = !about.isLarger; draw(); },
  };

  const configured = async () => {
    const { ice_servers: servers, ice_transport_policy: policy } = await iceServers(state.id);
    const iceServersOf = servers.map(({ urls, username, credential }) => (username ? { urls, username, credential } : { urls }));
    return { iceServers: iceServersOf, iceTransportPolicy: policy };
  };

  const connect = async ({ polite, begins }) => {
    const id = state.id;
    let configuration;
    try {
      configuration = await configured();
    } catch (error) {
      complain(error);
      give({ type: "link", is: "failed" });
      return;
    }
    if (state.id !== id || !isInCall(state)) return;
    link?.close();
    link = openLink({
      configuration, polite, begins, Peer,
      tracks: media.tracks,
      signal: (kind, content) => { if (state.id === id) send(frameOf(kind, content)); },
      changed: (is) => give({ type: "link", is }),
      heard: (track) => { (track.kind === "video" ? pictures.other : pictures.voice).addTrack(track); forgetEnded(); draw(); },
      renew: () => configured().catch(complain),
    });
    for (const signalled of early.splice(0)) if (signalled.call === id) takeSignal(signalled);
  };

  const frameOf = (kind, content) => {
    const common = { call: state.id, device: state.device };
    return kind === "candidate" ? { type: "callcandidate", ...common, ...content } : { type: "calldescription", ...common, kind, ...content };
  };

  const takeSignal = (signalled) => {
    if (signalled.kind === "media" && signalled.call === state.id) { give({ type: "other", microphone: signalled.microphone, camera: signalled.camera }); return; }
    if (!link) { if (early.length < MOST_EARLY) early.push(signalled); return; }
    if (link.isOfAnother(signalled)) { // her page was loaded again
      link.close();
      link = null;
      early.push(signalled);
      connect({ polite: !endsOf(state.call, state.me).isCaller, begins: false });
      return;
    }
    Promise.resolve(link.take(signalled)).catch(complain);
  };

  const turnCamera = async (on) => {
    try {
      if (on) give({ type: "camera", on });
      const track = await media.camera(on);
      await link?.replace("video", track);
      if (!on) give({ type: "camera", on });
      about.cameras = await media.howManyCameras();
      draw();
    } catch (error) {
      cameraFailed(error);
    }
  };
  const cameraFailed = (error) => {
    give({ type: "camera", on: false });
    view.say(words[`ending_${reasonOf(error)}`]);
    complain(error);
  };

  const tellMedia = () => {
    if (isInCall(state)) send({ type: "callmedia", call: state.id, device: state.device, microphone: !media.isMuted(), camera: media.hasCamera() });
  };
  const own = () => {
    const track = media.tracks().video;
    for (const old of pictures.own.getTracks()) if (old !== track) pictures.own.removeTrack(old);
    if (track && !pictures.own.getTracks().includes(track)) pictures.own.addTrack(track);
  };
  const forgetEnded = () => {
    for (const stream of [pictures.other, pictures.voice]) for (const track of stream.getTracks().slice(0, -1)) stream.removeTrack(track);
  };

  const entered = (phase, before) => {
    tone.play({ ringing: "in", calling: "out" }[phase] ?? null);
    if (phase === "connected" && before === "connecting") {
      about.connectedAt = Date.now();
      tellMedia();
      media.howManyCameras().then((count) => { about.cameras = count; draw(); }, complain);
    }
    if (phase === "connected") view.say(words.connected);
    if (phase === "over" || phase === "idle") {
      Object.assign(about, { quality: "unknown", level: "unknown", counts: null, way: null, isLarger: false, connectedAt: null });
      for (const stream of Object.values(pictures)) for (const track of stream.getTracks()) stream.removeTrack(track);
    }
    document.title = phase === "ringing" ? fill(words.title_ringing, { name: nameOf() }) : about.title;
  };

  const nameOf = () => (state.call && state.me ? endsOf(state.call, state.me)?.theirs.name ?? "" : "");
  const lineOf = () => {
    if (state.phase === "over") return state.detail || words[`ending_${state.ending}`];
    if (state.phase === "connected") return clockOf((Date.now() - about.connectedAt) / 1000);
    if (state.phase === "ringing") return state.kind === "video" ? words.rings_video : words.rings_audio;
    return words[`phase_${state.phase}`] ?? "";
  };
  const noteOf = () => {
    if (["asking", "ringing", "returning"].includes(state.phase)) return words.consent;
    if (!isInCall(state)) return "";
    return [state.other.microphone ? "" : words.other_muted, media.isMuted() ? words.you_are_muted : ""].filter(Boolean).join(" ");
  };

  const draw = () => {
    view.pictures(pictures.own, pictures.other, pictures.voice);
    const told = { name: nameOf(), line: lineOf(), note: noteOf(), quality: state.phase === "connected" ? words[`quality_${about.quality}`] : "" };
    view.show(state, { isMuted: media.isMuted(), hasCamera: media.hasCamera(), facing: media.facing(), cameras: about.cameras, isLarger: about.isLarger, quality: about.quality, way: about.way }, told);
  };

  const measure = async () => {
    if (state.phase !== "connected" || !link) return;
    const counts = countsOf(await link.stats());
    const level = levelOf(between(about.counts, counts));
    Object.assign(about, { quality: steady(about.quality, about.level, level), level, counts, way: counts.way });
    draw();
  };

  const tick = () => {
    if (state.phase === "connected") view.tick(lineOf());
    const due = state.call && Date.parse(state.call.ring_due_at);
    if (due && Date.now() >= due && ["calling", "ringing"].includes(state.phase)) give({ type: "overdue" });
  };
  const beat = () => {
    tellMedia(); // again, so that one that was lost costs ten seconds
    if (beats(state)) send({ type: "callbeat", call: state.id, device: state.device, state: isInCall(state) ? "active" : "ringing" });
  };

  const FRAMES = {
    welcome: (frame) => give({ type: "welcome", person: frame.person }),
    callchanged: (frame) => give({ type: "changed", call: frame.call }),
    callrefused: (frame) => give({ type: "refused", call: frame.call, code: frame.code, detail: frame.detail }),
    // A signal may come before the word that the call is active, also of the call that goes on where both called at once.
    callsignal: (frame) => { if (frame.device === state.device && (frame.call === state.id || !link)) takeSignal(frame); },
  };

  const complain = (error) => { console.error("call:", error.name, error.message); };
  const stopListening = onFrame((frame) => FRAMES[frame.type]?.(frame));
  const timers = [setInterval(tick, TICK_MS), setInterval(beat, BEAT_MS), setInterval(() => { measure().catch(complain); }, MEASURE_MS)];
  const online = () => { if (isInCall(state)) link?.seekAnother(); };
  const leaving = (event) => { if (isBusy(state)) event.preventDefault(); };
  addEventListener("online", online);
  addEventListener("beforeunload", leaving);
  draw();
  if (person) give({ type: "welcome", person });

  return {
    start: (thread, kind = "video") => give({ type: "want", thread, kind, id: crypto.randomUUID() }),
    hangUp: () => give({ type: "hang_up" }),
    state: () => state,
    close() {
      give({ type: "hang_up" });
      for (const timer of timers) clearInterval(timer);
      removeEventListener("online", online);
      removeEventListener("beforeunload", leaving);
      stopListening();
      tone.play(null);
      view.remove();
    },
  };
}
