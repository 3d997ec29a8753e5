/**
 * A still of the own camera, as sharp as it can be had without touching what the other one sees: the photo the camera itself
 * takes (W3C image-capture), else one frame of a clone of the track at the best size it offers, else of the track as it is.
 */

const WITHIN_MS = 8000;
const QUALITY = 0.92;

/**
 * @param {MediaStream | null} stream the camera as it is, never mirrored
 * @param {{ImageCapture?: any}} [browser]
 * @returns {Promise<Blob | null>} null when there is no picture to be had
 */
export async function takeStill(stream, browser = /** @type {any} */ (globalThis)) {
  const track = stream?.getVideoTracks().find((one) => one.readyState === 'live');
  if (!track) return null;
  return (await taken(track, browser.ImageCapture)) ?? (await frameOf(track));
}

/** @param {MediaStreamTrack} track @param {any} ImageCapture */
async function taken(track, ImageCapture) {
  if (!ImageCapture) return null;
  try {
    const photo = await within(new ImageCapture(track).takePhoto());
    return photo && /^image\/(jpeg|png)$/.test(photo.type) && photo.size > 0 ? photo : null;
  } catch {
    return null; // a camera that takes none gives frames
  }
}

/** @param {MediaStreamTrack} track */
async function frameOf(track) {
  const clone = track.clone();
  try {
    const { width, height } = clone.getCapabilities?.() ?? {};
    if (width?.max && height?.max) await clone.applyConstraints({ width: { ideal: width.max }, height: { ideal: height.max } }).catch(() => {});
    return await drawn(clone);
  } finally {
    clone.stop();
  }
}

/** @param {MediaStreamTrack} track @returns {Promise<Blob | null>} */
async function drawn(track) {
  const video = document.createElement('video');
  video.muted = video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  try {
    if (!(await within(shown(video)))) return null;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  } finally {
    video.srcObject = null;
  }
}

/** Its first picture is there. @param {HTMLVideoElement} video */
async function shown(video) {
  await video.play();
  if (video.requestVideoFrameCallback) await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  return video.videoWidth > 0;
}

/** @template T @param {Promise<T>} wanted @returns {Promise<T | null>} */
function within(wanted) {
  return Promise.race([wanted, new Promise((/** @type {(nothing: null) => void} */ resolve) => setTimeout(() => resolve(null), WITHIN_MS))]);
}
