/**
 * Whether a photo tells where it was taken: EXIF's pointer to its GPS directory, in a JPEG. Pure.
 */

/** So much of a file is enough: EXIF stands at its beginning, in at most 64 KiB. */
export const LOOKED_AT = 128 * 1024;

const APP1 = 0xe1;
const SOS = 0xda;
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
const GPS = 0x8825;

/** @param {Uint8Array} begins @returns {boolean} false where nothing readable says so */
export function tellsThePlace(begins) {
  const view = new DataView(begins.buffer, begins.byteOffset, begins.byteLength);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return false;
  try {
    for (let at = 2; view.getUint8(at) === 0xff && view.getUint8(at + 1) !== SOS; at += 2 + view.getUint16(at + 2)) {
      const exif = view.getUint8(at + 1) === APP1 && EXIF.every((byte, index) => view.getUint8(at + 4 + index) === byte);
      if (exif) return pointsToGps(view, at + 10);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // it leads out of what is there
  }
  return false;
}

/** @param {DataView} view @param {number} tiff where its header begins */
function pointsToGps(view, tiff) {
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  const count = Math.min(512, view.getUint16(directory, little));
  for (let entry = 0; entry < count; entry += 1) if (view.getUint16(directory + 2 + 12 * entry, little) === GPS) return true;
  return false;
}
