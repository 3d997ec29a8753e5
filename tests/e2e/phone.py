"""What a phone does to a page and no desktop's Chromium can be told to do: put away, called, turned around, plugged in.

Only the edge of the browser is played: what the page asks of its devices is answered, and what the system would tell it
is told. Everything behind that is the page itself and the real line.
"""

from tests.e2e.browsers import KEEP_CONNECTIONS

PHONE_EDGE = f"""{KEEP_CONNECTIONS}
if (navigator.mediaDevices) {{
  window.edge = {{ asked: [], given: [], busy: '', frozen: false, plugged: false, locks: 0, descriptions: 0 }};
  const describe = RTCPeerConnection.prototype.setLocalDescription;
  RTCPeerConnection.prototype.setLocalDescription = function (...given) {{
    edge.descriptions += 1;
    return describe.apply(this, given);
  }};
  navigator.wakeLock.request = async () => {{
    edge.locks += 1;
    return {{ release: async () => {{}} }};
  }};
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  const list = devices.enumerateDevices.bind(devices);
  devices.enumerateDevices = async () => {{
    const found = await list();
    const there = found.filter(({{ label }}) => edge.plugged || !/put 2/.test(label));
    return [...there, {{ kind: 'videoinput', deviceId: 'back', groupId: 'back', label: 'Back camera' }}];
  }};
  /** A camera that draws, blue in front and green at the back, and stands still when it is frozen. */
  function camera(facing) {{
    const canvas = Object.assign(document.createElement('canvas'), {{ width: 480, height: 640 }});
    const context = canvas.getContext('2d');
    let frame = 0;
    const born = edge.given.length;
    const draw = () => {{
      if (edge.frozen && born < edge.frozen) return;
      context.fillStyle = facing === 'environment' ? '#20c040' : '#3050e0';
      context.fillRect(0, 0, 480, 640);
      context.fillStyle = 'white';
      context.fillRect((frame += 8) % 480, 200, 60, 60);
    }};
    draw();
    setInterval(draw, 66);
    const [track] = canvas.captureStream(15).getVideoTracks();
    track.getSettings = () => ({{ deviceId: facing === 'environment' ? 'back' : 'front', facingMode: facing }});
    return track;
  }}
  devices.getUserMedia = async (wanted) => {{
    edge.asked.push(wanted);
    if (edge.busy) throw new DOMException('not now', edge.busy);
    const voice = wanted.audio ? (await open({{ audio: wanted.audio }})).getTracks() : [];
    const chosen = wanted.video?.deviceId?.exact === 'back' ? 'environment' : 'user';
    const face = wanted.video ? [camera(wanted.video.facingMode ?? chosen)] : [];
    edge.given.push(...voice, ...face);
    return new MediaStream([...voice, ...face]);
  }};
  edge.putAway = (hidden) => {{
    Object.defineProperty(document, 'hidden', {{ value: hidden, configurable: true }});
    Object.defineProperty(document, 'visibilityState', {{ value: hidden ? 'hidden' : 'visible', configurable: true }});
    document.dispatchEvent(new Event('visibilitychange'));
  }};
  /** The camera there is stands still from now on; one that is opened later does not. */
  edge.freeze = () => (edge.frozen = edge.given.length);
  /** The system takes what there is, without ending it, as iPhones do for a phone call. */
  edge.mute = () => {{
    for (const track of edge.given) {{
      Object.defineProperty(track, 'muted', {{ value: true, configurable: true }});
      track.dispatchEvent(new Event('mute'));
    }}
  }};
  function end(tracks) {{
    for (const track of tracks.filter(({{ readyState }}) => readyState === 'live')) {{
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }}
  }}
  /** The system ends the microphone and keeps it: until a phone call is over, or because it is forbidden now. */
  edge.take = (why = 'NotReadableError') => {{
    edge.busy = why;
    end(edge.given.filter(({{ kind }}) => kind === 'audio'));
  }};
  edge.plug = (now) => {{
    edge.plugged = now;
    if (!now) end(edge.given.filter(({{ label }}) => label.includes('Input 2')));
    devices.dispatchEvent(new Event('devicechange'));
  }};
}}
"""
"""Before a page's own scripts, in which `edge` then is what happens to the phone."""
NO_SOUND_BEFORE_A_TOUCH = """
{
  let touched = false;
  addEventListener('click', () => (touched = true), { capture: true });
  const element = HTMLMediaElement.prototype;
  const { play } = element;
  element.play = function () {
    if (touched || this.muted) return play.call(this);
    this.pause();
    return Promise.reject(new DOMException('not before a touch', 'NotAllowedError'));
  };
  const muted = Object.getOwnPropertyDescriptor(element, 'muted');
  const set = function (on) {
    muted.set.call(this, on);
    if (!on && !touched) this.pause();
  };
  Object.defineProperty(element, 'muted', { ...muted, set });
}
"""
"""As Safari and Chrome do it on a page that nobody has touched: playing is refused, and what is unmuted pauses.

Played, because Chromium 156 plays at once on a page that was loaded again, also with
`--autoplay-policy=user-gesture-required`.
"""
