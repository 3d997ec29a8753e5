/**
 * Tells when the other's first real picture is shown: one that is not black, as the pictures are before their click.
 */

const SIDE = 8;
const BRIGHT = 24;
/** Two seconds and more of black are a dark room. */
const DARK_FRAMES = 60;

/** @param {HTMLVideoElement} video @param {() => void} seen told once @param {AbortSignal} signal */
export function watchFirstPicture(video, seen, signal) {
  if (!video.requestVideoFrameCallback) return video.addEventListener('playing', seen, { once: true, signal });
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let frames = 0;
  const look = () => {
    if (signal.aborted) return;
    frames += 1;
    if (frames > DARK_FRAMES || !context || isBright(context, video)) seen();
    else video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
}

/** @param {CanvasRenderingContext2D} context @param {HTMLVideoElement} video */
function isBright(context, video) {
  context.drawImage(video, 0, 0, SIDE, SIDE);
  return context.getImageData(0, 0, SIDE, SIDE).data.some((value, index) => index % 4 !== 3 && value > BRIGHT);
}
