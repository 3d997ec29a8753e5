/** Camera and microphone as the product asks for them: the same work for everybody. */
export function openDevices() {
  return navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
  });
}

/** What the bench wrote after the `#`. */
export const asked = JSON.parse(decodeURIComponent(location.hash.slice(1)) || '{}');
export const remote = document.querySelector('#remote');
export const button = document.querySelector('#call');

export function ready() {
  button.disabled = false;
}
