/* What a visitor expects: a curve that is drawn into the empty chart with the mouse or a finger. Its shape counts. */
"use strict";
window.sketch = (pad, changed) => {
  const PARTS = 40;
  const heights = new Array(PARTS).fill(null);
  let last = null; // heights: from 0 to 1; last: where the pointer was

  function place({ clientX, clientY }) {
    const { left, top, width, height } = pad.getBoundingClientRect(), within = (share) => Math.min(1, Math.max(0, share));
    return { part: Math.min(PARTS - 1, Math.floor(within((clientX - left) / width) * PARTS)), height: 1 - within((clientY - top) / height) };
  }

  /* All parts from the last place to this one, on a straight line. */
  function to(now) {
    const from = last ?? now, steps = Math.abs(now.part - from.part);
    for (let k = 0; k <= steps; k++) {
      const share = steps ? k / steps : 1;
      heights[Math.round(from.part + share * (now.part - from.part))] = from.height + share * (now.height - from.height);
    }
    last = now;
    changed();
  }

  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    heights.fill(null);
    to(place(event));
  });
  pad.addEventListener("pointermove", (event) => { if (last) for (const one of event.getCoalescedEvents?.() ?? [event]) to(place(one)); });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { last = null; });

  return {
    /* Lie over the part of the chart that has the axes at its sides. */
    cover(area) {
      const { left, top, width, height } = area.getBoundingClientRect(), from = pad.parentElement.getBoundingClientRect();
      Object.assign(pad.style, { left: `${left - from.left}px`, top: `${top - from.top}px`, width: `${width}px`, height: `${height}px` });
    },
    get begun() { return heights.some((height) => height !== null); },
    /* {x, y} over 1..T, of the parts that were drawn; times `scale`. */
    curve(T, scale = 1) {
      const parts = heights.map((height, k) => ({ height, x: T * (k + 0.5) / PARTS })).filter(({ height }) => height !== null);
      return { x: parts.map(({ x }) => x), y: parts.map(({ height }) => height * scale) };
    },
    get mean() { const { y } = this.curve(1); return y.reduce((a, b) => a + b, 0) / y.length; },
    /* Where it is highest. */
    top(T) { const { x, y } = this.curve(T); return Math.round(x[y.indexOf(Math.max(...y))]); },
  };
};
