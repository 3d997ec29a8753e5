/** Opens a leg as `web/static/js/rtc/leg.js` does, and tells when what happened, in ms since 1970. */
{
  const now = () => performance.timeOrigin + performance.now();
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const tone = new OscillatorNode(context, { frequency: 440 });
  tone.connect(out);
  tone.start();
  let leg = null;

  globalThis.openLeg = async (ticket) => {
    const pc = new RTCPeerConnection();
    pc.addTransceiver(out.stream.getAudioTracks()[0].clone(), { direction: 'sendonly' });
    await pc.setLocalDescription();
    while (pc.iceGatheringState !== 'complete') await new Promise((done) => (pc.onicegatheringstatechange = done));
    const connected = new Promise((done) => {
      pc.onconnectionstatechange = () => pc.connectionState === 'connected' && done(now());
    });
    const begun = now();
    const answer = await fetch(`/whip/${ticket}`, {
      method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: pc.localDescription.sdp,
    });
    const sdp = await answer.text();
    const answered = now();
    leg = { pc, location: answer.headers.get('Location') };
    await pc.setRemoteDescription({ type: 'answer', sdp });
    return { begun, answered, connected: await connected };
  };

  globalThis.closeLeg = async () => {
    await fetch(leg.location, { method: 'DELETE' });
    leg.pc.close();
  };
}
