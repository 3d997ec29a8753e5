/**
 * A classic script for a page that says the same in every language: leaves the reader their own. Without it, and for whoever
 * reads none of them, all stand there. Written for browsers that do not know modules.
 */
(function () {
  var wishes = navigator.languages || [navigator.language || ''];

  /** @param {string} tag */
  function language(tag) {
    return tag.toLowerCase().split('-')[0];
  }

  /** @param {HTMLCollection} said @returns {Element | null} */
  function dearest(said) {
    for (var wish = 0; wish < wishes.length; wish++) {
      for (var each = 0; each < said.length; each++) {
        if (language(said[each].getAttribute('lang') || '') === language(wishes[wish])) return said[each];
      }
    }
    return null;
  }

  Array.prototype.forEach.call(document.querySelectorAll('[data-every-language]'), function (/** @type {Element} */ place) {
    var own = dearest(place.children);
    if (!own) return;
    Array.prototype.forEach.call(place.children, function (/** @type {Element} */ said) {
      if (said !== own) said.setAttribute('hidden', '');
    });
  });
})();
