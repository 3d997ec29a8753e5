/**
 * A copy of a photo that a service takes: a JPEG with no side longer than what a label is read by. It is the picture as the
 * browser shows it, upright, and none of what else stands in the file.
 */

const LONGEST_SIDE = 4096;
const QUALITY = 0.9;

/** @param {Blob} photo @returns {Promise<Blob | null>} null where this browser cannot read it */
export async function smallerCopy(photo) {
  const address = URL.createObjectURL(photo);
  const image = new Image();
  try {
    image.src = address;
    await image.decode();
    return await drawn(image);
  } catch {
    return null; // damaged, or of a kind this browser does not know
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** @param {HTMLImageElement} image @returns {Promise<Blob | null>} */
async function drawn(image) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.fillStyle = 'white'; // what is transparent would be black
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
}
