/* The points of the plane, of two classes: a set by name, a word, or what was drawn. */
"use strict";
// needs: sets.js, normal.js
window.planePoints = (() => {
  const { sets, normal } = window;
  const strokes = []; // pairs x, y, x, y, ... in the order in which they were drawn
  const MOST = 5000, WIDE = 2.6, LETTERS = 120; // points; half the width of a word; pixels of a letter

  /* `count` of the drawn pairs, evenly; all if there are fewer. */
  function drawn(count) {
    const all = strokes.length / 2, kept = Math.min(count, all);
    return Float64Array.from({ length: 2 * kept }, (_, i) => strokes[2 * Math.floor((i >> 1) * all / kept) + i % 2]);
  }

  /* Points in the letters, each inked pixel as likely as the others. */
  function written(word, count, seed) {
    const canvas = new OffscreenCanvas(1, 1), font = `bold ${LETTERS}px system-ui, sans-serif`;
    let context = canvas.getContext("2d");
    context.font = font;
    [canvas.width, canvas.height] = [Math.max(1, Math.ceil(context.measureText(word).width)), 2 * LETTERS];
    context = canvas.getContext("2d", { willReadFrequently: true });
    context.font = font;
    context.textBaseline = "middle";
    context.fillText(word, 0, LETTERS);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height), ink = [];
    for (let i = 3; i < data.length; i += 4) if (data[i] > 127) ink.push(i >> 2);
    if (!ink.length) return new Float64Array(0);
    const scale = Math.min(2 * WIDE / canvas.width, 2 * WIDE / (1.3 * LETTERS)), draws = normal.uniforms(3 * count, seed, normal.CHOICE, 0), out = new Float64Array(2 * count);
    for (let i = 0; i < count; i++) {
      const pixel = ink[Math.floor(draws[3 * i] * ink.length)];
      out[2 * i] = (pixel % canvas.width + draws[3 * i + 1] - canvas.width / 2) * scale;
      out[2 * i + 1] = (LETTERS - Math.floor(pixel / canvas.width) - draws[3 * i + 2]) * scale;
    }
    return out;
  }

  /* {points, labels}: `count` points of the set, or none if nothing has been written or drawn. Of what has no classes the left
     half is one, and the right half the other. */
  function of(data, count, seed, word) {
    if (!["drawn", "word"].includes(data)) return sets.make(data, count, seed);
    const points = data === "drawn" ? drawn(count) : written(word.trim(), count, seed);
    return { points, labels: Uint8Array.from({ length: points.length / 2 }, (_, i) => (points[2 * i] < 0 ? 0 : 1)) };
  }

  /* Draw a point, or as many as there is room for. */
  function add(x, y) { if (strokes.length < 2 * MOST) strokes.push(x, y); }
  function clear() { strokes.length = 0; }

  return { strokes, of, add, clear };
})();
