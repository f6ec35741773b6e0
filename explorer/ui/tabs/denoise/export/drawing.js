/* Pictures of a chain on canvases of their own, for files. */
"use strict";
// needs: chain.js
window.drawing = (() => {
  const { chains } = window, LINE = 22; // pixels, of text

  /* All samples side by side, one pixel per value, on a canvas of its own. */
  function picture(chain, array) {
    const canvas = document.createElement("canvas");
    chains.painter(canvas)(chain, array);
    return canvas;
  }

  /* The time, x_t and x0_hat of step k. */
  function pair(chain, k) {
    const { t, xT, x0 } = chain.at(k);
    return { t, xT: picture(chain, xT), x0: picture(chain, x0) };
  }

  const sizeOf = ({ width, height }) => `${width} × ${height}`;

  /* The size of a chain's pictures, magnified by a whole factor to about `wanted` pixels. */
  function magnified(chain, wanted) {
    const { width, height } = picture(chain, chain.at(0).xT), factor = Math.max(1, Math.round(wanted / width));
    return { width: factor * width, height: factor * height };
  }

  /* A white canvas, of even sides as videos want them. */
  function paper(width, height) {
    const canvas = document.createElement("canvas"), even = (side) => side + side % 2;
    Object.assign(canvas, { width: even(width), height: even(height) });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    Object.assign(context, { imageSmoothingEnabled: false, font: `16px ${getComputedStyle(document.querySelector(".dx")).fontFamily}`, textBaseline: "middle" });
    const wipe = () => {
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = "#000";
    };
    const write = (text, x, y, align, most) => {
      context.textAlign = align;
      context.fillText(text, x, y + LINE / 2, most);
    };
    wipe();
    return { canvas, context, wipe, write };
  }

  /* As a file. */
  const png = (canvas) => new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("too large"))), "image/png");
  });

  return { LINE, picture, pair, sizeOf, magnified, paper, png };
})();
