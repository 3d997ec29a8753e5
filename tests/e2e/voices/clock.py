"""When was it said? A page listens to its own microphone by the wall clock, and a part tells the same by its markers.

The microphones play their files again and again, so all times are within one round of the file.
"""

from typing import Any

import numpy as np
from playwright.async_api import Page

from tests.e2e.voices.listen import ENVELOPE_RATE, envelope
from tests.e2e.voices.speak import RATE, Samples, marker

_LISTEN_S = 12
_WINDOW_S = 1024 / 48_000

_LISTEN = """async ([hz, seconds]) => {
  const context = new AudioContext({ sampleRate: 48000 });
  const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0 });
  const stream = document.querySelector('video.call-self').srcObject;
  context.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(analyser);
  await context.resume();
  const bins = new Float32Array(analyser.frequencyBinCount);
  const bin = Math.round(hz / context.sampleRate * analyser.fftSize);
  const heard = [];
  await new Promise((done) => {
    const timer = setInterval(() => {
      analyser.getFloatFrequencyData(bins);
      heard.push([(performance.timeOrigin + performance.now()) / 1000, 10 ** (Math.max(bins[bin], -120) / 20)]);
      if (heard.at(-1)[0] - heard[0][0] > seconds) { clearInterval(timer); done(); }
    }, 8);
  });
  await context.close();
  return heard;
}"""


async def round_began(page: Page, frequency_hz: float, *, round_s: float) -> float:
    """A moment (seconds since 1970) at which this page's microphone began a round of its file."""
    heard: Any = np.asarray(await page.evaluate(_LISTEN, [frequency_hz, _LISTEN_S]))
    times = np.arange(heard[0, 0], heard[-1, 0], 1 / ENVELOPE_RATE)
    levels = np.interp(times, heard[:, 0], heard[:, 1])
    return float(times[0] - _WINDOW_S / 2 - position_in_round(levels, frequency_hz, round_s=round_s))


def part_round_began(samples: Samples, frequency_hz: float, *, epoch: float, round_s: float) -> float:
    """The same of a recorded part whose second 0 lies at `epoch`."""
    return epoch - position_in_round(envelope(samples, frequency_hz), frequency_hz, round_s=round_s)


def position_in_round(levels: Samples, frequency_hz: float, *, round_s: float) -> float:
    """How far into the round the first of `levels` (200 a second) lies, in seconds."""
    once = envelope(marker(frequency_hz, round(round_s * RATE)), frequency_hz)
    length = round(round_s * ENVELOPE_RATE)
    pattern = np.resize(once, length)
    heard = np.zeros(-(-len(levels) // length) * length)
    heard[: len(levels)] = levels - levels.mean()
    folded = heard.reshape(-1, length).sum(axis=0)
    spectrum = np.conj(np.fft.rfft(folded)) * np.fft.rfft(pattern - pattern.mean())
    return float(np.argmax(np.fft.irfft(spectrum, length))) / ENVELOPE_RATE


def apart(one: float, other: float, *, round_s: float) -> float:
    """Seconds between two moments, whole rounds left out."""
    distance = (one - other) % round_s
    return min(distance, round_s - distance)
