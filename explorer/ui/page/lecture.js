/* Lecture mode: what a hall looks at, large, and nothing else. L enters and leaves, Escape leaves. */
"use strict";
// needs: explorer.js
window.lecture = (() => {
  const KEYS = { PageDown: 1, PageUp: -1, ArrowRight: 1, ArrowLeft: -1 }; // a presenter's remote sends the first two
  const self = { steps: null, get on() { return document.body.classList.contains("dx-lecture"); }, toggle };

  let before = null; // what had the focus
  let full = false; // whether the screen is this lecture's; it comes and goes some time after it was asked for
  function toggle() {
    const on = document.body.classList.toggle("dx-lecture");
    full = false;
    if (on) before = document.activeElement;
    if (on) document.documentElement.requestFullscreen?.().catch(() => {}); // a frame may not, and a phone cannot
    else if (document.fullscreenElement) document.exitFullscreen();
    document.activeElement?.blur();
    if (!on) before?.focus();
    window.dispatchEvent(new Event("resize"));
  }

  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement) full = self.on;
    else if (full) toggle(); // the browser's own Escape
    if (document.fullscreenElement === document.documentElement && !self.on) document.exitFullscreen();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=range]), textarea, select, [contenteditable]")) return;
    if (event.key.toLowerCase() === "l" || (event.key === "Escape" && self.on)) toggle();
    else if (self.on && window.explorer.state.lesson && KEYS[event.key]) self.steps(KEYS[event.key]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  return self;
})();
