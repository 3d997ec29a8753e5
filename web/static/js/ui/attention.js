/**
 * Reaching an agent who looks elsewhere: the title of the tab, and a notification of the system.
 */

const FLASH_MS = 900;

/**
 * The title changes to and fro until `signal` is aborted.
 *
 * @param {string} words
 * @param {AbortSignal} signal
 */
export function flashTitle(words, signal) {
  if (signal.aborted) return;
  const usual = document.title;
  document.title = words;
  const timer = setInterval(() => {
    document.title = document.title === usual ? words : usual;
  }, FLASH_MS);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    document.title = usual;
  });
}

/**
 * A notification, where the agent has allowed it; a click on it brings this page to the front.
 *
 * @param {string} title
 * @param {{body: string, tag: string}} about the same `tag` is one notification, whichever tab shows it
 * @param {AbortSignal} signal takes it away again
 */
export function notify(title, { body, tag }, signal) {
  if (signal.aborted || notifications() !== 'granted') return;
  const shown = new Notification(title, { body, tag, requireInteraction: true });
  shown.addEventListener('click', () => {
    window.focus();
    shown.close();
  });
  signal.addEventListener('abort', () => shown.close());
}

/** @returns {NotificationPermission | 'missing'} */
export function notifications() {
  return 'Notification' in window ? Notification.permission : 'missing';
}

/** Only from a click: browsers refuse the question otherwise, and people too. */
export async function askForNotifications() {
  return Notification.requestPermission();
}
