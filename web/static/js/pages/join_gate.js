/**
 * The classic script that stands before the module: says in plain words that the page cannot run here, when it cannot.
 * Written for browsers that do not know modules; lends a browser the one function it may lack.
 */
(function () {
  var PATIENCE_MS = 15000;
  var started = false;

  /** Browsers from before 2024 have everything else this page needs. */
  if (typeof AbortSignal === 'function' && !AbortSignal.any) {
    AbortSignal.any = function (signals) {
      var joined = new AbortController();
      Array.from(signals).forEach(function (signal) {
        if (signal.aborted) joined.abort(signal.reason);
        signal.addEventListener('abort', function () { joined.abort(signal.reason); }, { once: true, signal: joined.signal });
      });
      return joined.signal;
    };
  }

  function able() {
    return 'WebSocket' in window && 'fetch' in window && 'RTCPeerConnection' in window && 'noModule' in HTMLScriptElement.prototype
      && typeof AbortSignal === 'function' && 'timeout' in AbortSignal && 'replaceChildren' in Element.prototype
      && 'HTMLDialogElement' in window && 'DisplayNames' in Intl;
  }

  function sayTrouble() {
    var trouble = document.getElementById('trouble');
    if (!started && trouble) trouble.hidden = false;
  }

  document.addEventListener('reassure:started', function () {
    started = true;
    var trouble = document.getElementById('trouble');
    if (trouble) trouble.hidden = true;
  });
  document.addEventListener('reassure:failed', sayTrouble);
  if (!able()) sayTrouble();
  setTimeout(sayTrouble, PATIENCE_MS);
})();
