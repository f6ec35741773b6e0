/* Lecture mode: what a hall looks at, large, and nothing else. L enters and leaves, Escape leaves. And the keys of a
   lesson, which are the same in the mode and out of it but for those that scroll the page. */
"use strict";
// needs: explorer.js, hall.js, notes.js
window.lecture = (() => {
  const ARROWS = { ArrowRight: 1, ArrowLeft: -1 };
  const REMOTE = { PageDown: 1, PageUp: -1, Enter: 1 }; // a presenter's remote sends the first two, and one of these:
  const BLACK = ["b", "."];
  const TYPED = "input:not([type=range]), textarea, select, [contenteditable]";
  const MOVED = `${TYPED}, input, pre, [role=tab], [role=slider], [role=listbox]`; // what the arrows move by themselves
  const PICTURE = ".dx-show :is(canvas, img, .dx-plot)";
  const { explorer, hall, notes } = window;
  const body = () => document.body.classList;

  const self = { steps: null, line: null, toggle };

  let before = null; // what had the focus
  let full = false; // whether the screen is this lecture's; it comes and goes some time after it was asked for
  function toggle() {
    const on = body().toggle("dx-lecture");
    shape();
    full = false;
    body().remove("dx-black");
    self.line.hidden = !on;
    if (on) before = document.activeElement;
    if (on) document.documentElement.requestFullscreen?.().catch(() => {}); // a frame may not, and a phone cannot
    else if (document.fullscreenElement) document.exitFullscreen();
    document.activeElement?.blur();
    if (!on) before?.focus();
    explorer.set({ shelf: on && !explorer.state.lesson && nothing() }); // and all that is drawn is drawn anew
    window.dispatchEvent(new Event("resize"));
  }

  const broad = matchMedia("(min-aspect-ratio: 5/4)"), shape = () => body().toggle("dx-broad", broad.matches);
  broad.addEventListener("change", shape);

  /* Whether a hall would see nothing: an empty tab leads to the lessons. */
  const nothing = () => ![...document.querySelectorAll(PICTURE)].some((each) => each.checkVisibility());

  document.addEventListener("fullscreenchange", () => {
    if (document.fullscreenElement) full = hall.on();
    else if (full) toggle(); // the browser's own Escape
    if (document.fullscreenElement === document.documentElement && !hall.on()) document.exitFullscreen();
  });

  /* What a key does here; undefined: nothing. */
  function action({ key, target, shiftKey }) {
    const { lesson } = explorer.state, low = key.toLowerCase();
    if (low === "l" || (key === "Escape" && hall.on())) return toggle;
    if (low === "n" && lesson) return notes.open;
    if (hall.on() && BLACK.includes(low)) return () => body().toggle("dx-black");
    if (key === "Enter" && target.closest("button, a, summary")) return undefined;
    if (hall.on() && REMOTE[key]) return () => self.steps(REMOTE[key]);
    if (!lesson || !ARROWS[key] || (!hall.on() && target.closest(MOVED))) return undefined;
    if (!shiftKey) return () => self.steps(ARROWS[key]);
    // A button that was pressed has the focus still: the frames do not mind.
    return target === document.body ? undefined : () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true }));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED)) return;
    const wanted = action(event), dark = body().contains("dx-black");
    if (hall.on() && event.key !== "L" && event.key !== "l") self.line.hidden = true;
    if (!wanted) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (dark && wanted !== toggle) body().remove("dx-black"); // any key brings the light back
    else wanted();
  }, true);
  return self;
})();
