"""What the two browsers' cameras see and their microphones hear: a picture that moves, a voice that never pauses."""

import wave
from pathlib import Path

import numpy as np

WIDTH, HEIGHT, FPS = 640, 360, 30
_RATE = 48_000
_VOICE_S = 4
_OVERTONES = 12


def film(path: Path, *, hue: int) -> Path:
    """One second of y4m: a ball that swings before a light wall, as smooth as a face before one."""
    row, column = np.mgrid[0:HEIGHT, 0:WIDTH]
    wall = 190 - 40 * column / WIDTH - 20 * row / HEIGHT
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FPS):
            turn = 2 * np.pi * number / FPS
            across, down = column - WIDTH / 2 - 120 * np.sin(turn), row - HEIGHT / 2 - 20 * np.sin(2 * turn)
            ball = np.clip((100 - np.hypot(across, down)) / 3, 0, 1)
            luma = (wall * (1 - ball) + (90 + across / 4) * ball).astype(np.uint8)
            chroma = [np.full(HEIGHT * WIDTH // 4, value, np.uint8).tobytes() for value in (hue, 255 - hue)]
            file.write(b"FRAME\n" + luma.tobytes() + b"".join(chroma))
    return path


def voice(path: Path, *, pitch_hz: float) -> Path:
    """A vowel that glides. What is steady would be taken for noise by the browser, and removed."""
    time = np.arange(_RATE * _VOICE_S) / _RATE
    pitch = pitch_hz * (1 + 0.25 * np.sin(2 * np.pi * 1.75 * time) + 0.1 * np.sin(2 * np.pi * 4.25 * time))
    phase = 2 * np.pi * np.cumsum(pitch) / _RATE
    tone = np.sum([np.sin(n * phase) / n for n in range(1, _OVERTONES)], axis=0)
    loud = tone * (0.75 + 0.25 * np.sin(2 * np.pi * 3 * time))
    samples = (0.6 * 32767 * loud / np.abs(loud).max()).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
    return path
