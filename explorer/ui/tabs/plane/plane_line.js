/* One dimension: x over t is one picture of its density, with the paths of particles on it. */
"use strict";
// needs: explorer.js, plane.js
window.planeLine = (() => {
  const { plane, planeWalk, explorer } = window;
  const COLUMNS = 192, ROWS = 96, PATHS = 24, LEFT = 0.06, BOTTOM = 0.07; // shares of the canvas, for what axes say
  let shading = null; // {key, tiles}

  /* log-like shading of q(x_t), each column by its own largest value. */
  function shade(exact, schedule, name) {
    const T = schedule.alphaBar.length - 1, { REACH } = plane, tiles = new OffscreenCanvas(COLUMNS, ROWS), own = tiles.getContext("2d"), image = own.createImageData(COLUMNS, ROWS);
    const pixels = new Uint32Array(image.data.buffer), paint = [5, 3, 1].reduce((word, place) => word << 8 | parseInt(name.slice(place, place + 2), 16), 0);
    for (let column = 0; column < COLUMNS; column++) {
      const { bar } = planeWalk.levels(schedule, Math.round((column + 0.5) / COLUMNS * T)), [along] = exact.marginals(bar, REACH, ROWS, REACH / ROWS), most = Math.max(...along);
      for (let row = 0; row < ROWS; row++) pixels[row * COLUMNS + column] = Math.round(190 * Math.sqrt(along[ROWS - 1 - row] / most)) << 24 | paint;
    }
    own.putImageData(image, 0, 0);
    return tiles;
  }

  /* On a canvas, up to the time t of the chain. */
  function draw(drawing, exact, chain, t) {
    const { canvas, context } = drawing, { schedule, T } = explorer.state, { REACH } = plane, green = explorer.ofCanvas("exact"), key = [green, schedule.name, T, schedule.alphaBar[1], schedule.alphaBar.at(-1)].join();
    if (shading?.key !== key || shading.exact !== exact) shading = { key, exact, tiles: shade(exact, schedule, green) };
    const left = LEFT * canvas.width, wide = canvas.width - left, high = canvas.height * (1 - BOTTOM), letters = window.hall.letters(12 * drawing.point, canvas);
    const across = (time) => left + time / T * wide, down = (x) => high * (1 - (x + REACH) / 2 / REACH);
    context.drawImage(shading.tiles, left, 0, wide, high);
    context.strokeStyle = context.fillStyle = explorer.ofCanvas("quiet");
    context.font = `${letters}px system-ui, sans-serif`;
    context.textAlign = "right";
    for (const x of [-2, 0, 2]) context.fillText(String(x).replace("-", "−"), left - 4 * drawing.point, down(x) + letters / 3);
    context.textAlign = "center";
    for (const share of [0.25, 0.5, 0.75]) context.fillText(String(Math.round(share * T)), across(share * T), canvas.height - 4 * drawing.point);
    context.strokeRect(left, 0, wide - 1, high);
    const now = chain && plane.frameAt(chain, t);
    if (now) {
      context.strokeStyle = context.fillStyle = explorer.ofCanvas("text");
      context.lineWidth = 1.4 * drawing.point;
      for (let i = 0; i < PATHS; i++) {
        context.beginPath();
        for (let k = 0; k <= now.k; k++) context.lineTo(across(chain.times[k]), down(chain.frames[k][2 * i]));
        context.stroke();
        context.beginPath();
        context.arc(across(now.t), down(now.x[2 * i]), 3 * drawing.point, 0, 2 * Math.PI);
        context.fill();
      }
    }
    context.strokeStyle = explorer.ofCanvas("mark");
    context.lineWidth = 2 * drawing.point;
    context.beginPath();
    context.moveTo(across(t), 0);
    context.lineTo(across(t), high);
    context.stroke();
  }

  return { draw };
})();
