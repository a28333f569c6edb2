// The way between two browsers (RTCPeerConnection): offers and answers that may cross, candidates, a new way after a
// change of network. One sound and one picture line for the whole call: a camera that goes on later needs no new offer.
const INTERRUPTED_MS = 2500; // a moment without packets is no interruption yet
const GIVE_UP_MS = 30000;

// `signal(kind, content)` hands something to the other end; `changed(is)` hears open, interrupted, failed;
// `heard(track)` takes her sound and picture. `polite`: gives way where both offer at once.
export function openLink({ configuration, polite, begins, tracks, signal, changed, heard, renew, Peer = RTCPeerConnection, timers = globalThis }) {
  const peer = new Peer(configuration);
  const name = crypto.randomUUID(); // a page that was loaded again is another link of the same call
  const wait = { interrupted: null, failed: null };
  const state = { isOffering: false, ignores: false, theirs: null, early: [], isClosed: false, isOpen: false };

  const give = () => {
    const lines = peer.getTransceivers();
    for (const kind of ["audio", "video"]) {
      const line = lines.find((one) => one.receiver.track.kind === kind);
      if (!line) continue;
      line.direction = "sendrecv";
      line.sender.replaceTrack(tracks()[kind] ?? null);
    }
  };

  const offer = async () => {
    state.isOffering = true;
    try {
      await peer.setLocalDescription();
      signal(peer.localDescription.type, { sdp: peer.localDescription.sdp, link: name });
    } finally {
      state.isOffering = false;
    }
  };

  const takeDescription = async ({ kind, sdp, link }) => {
    const collides = kind === "offer" && (state.isOffering || peer.signalingState !== "stable");
    state.ignores = !polite && collides;
    if (state.ignores || (kind === "answer" && peer.signalingState !== "have-local-offer")) return;
    state.theirs = link;
    await peer.setRemoteDescription({ type: kind, sdp });
    for (const candidate of state.early.splice(0)) await takeCandidate(candidate);
    if (kind !== "offer") return;
    give();
    await peer.setLocalDescription();
    signal(peer.localDescription.type, { sdp: peer.localDescription.sdp, link: name });
  };

  const takeCandidate = async (signalled) => {
    if (!peer.remoteDescription) { state.early.push(signalled); return; }
    if (signalled.link !== state.theirs) return;
    const { candidate, mid, line, fragment } = signalled;
    try {
      await peer.addIceCandidate({ candidate, sdpMid: mid, sdpMLineIndex: line, usernameFragment: fragment });
    } catch (error) {
      if (!state.ignores) throw error; // a candidate of an offer that gave way belongs to nothing
    }
  };

  const look = () => {
    if (state.isClosed) return;
    const is = peer.connectionState;
    if (is === "connected") {
      timers.clearTimeout(wait.interrupted);
      timers.clearTimeout(wait.failed);
      wait.interrupted = wait.failed = null;
      state.isOpen = true;
      changed("open");
    } else if (is === "failed") seekAnother();
    else if (is === "disconnected") wait.interrupted ??= timers.setTimeout(seekAnother, INTERRUPTED_MS);
  };

  // Another network, or none for a while: look for a new way, with credentials that are valid now.
  const seekAnother = async () => {
    wait.interrupted = null;
    if (state.isClosed || peer.connectionState === "connected") return;
    changed("interrupted");
    giveUpLater();
    const renewed = await renew();
    if (state.isClosed) return;
    if (renewed) peer.setConfiguration(renewed);
    peer.restartIce();
  };

  const giveUpLater = () => {
    wait.failed ??= timers.setTimeout(() => { if (!state.isClosed) changed("failed"); }, GIVE_UP_MS);
  };

  peer.onnegotiationneeded = offer;
  peer.onconnectionstatechange = look;
  peer.ontrack = (event) => heard(event.track);
  peer.onicecandidate = ({ candidate }) => {
    if (candidate) signal("candidate", { candidate: candidate.candidate, mid: candidate.sdpMid, line: candidate.sdpMLineIndex, fragment: candidate.usernameFragment, link: name });
  };
  giveUpLater();
  if (begins) {
    for (const kind of ["audio", "video"]) peer.addTransceiver(tracks()[kind] ?? kind, { direction: "sendrecv" });
  }

  return {
    name,
    // Whether a signal belongs to another page of hers than the one that this link was made with.
    isOfAnother: ({ kind, link }) => kind === "offer" && state.theirs !== null && link !== state.theirs,
    take: (signalled) => (signalled.kind === "candidate" ? takeCandidate(signalled) : takeDescription(signalled)),
    replace: (kind, track) => peer.getTransceivers().find((line) => line.receiver.track.kind === kind)?.sender.replaceTrack(track),
    seekAnother,
    stats: async () => [...(await peer.getStats()).values()],
    close: () => {
      state.isClosed = true;
      timers.clearTimeout(wait.interrupted);
      timers.clearTimeout(wait.failed);
      peer.close();
    },
  };
}
