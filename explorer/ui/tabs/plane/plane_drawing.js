/* Draws on a canvas that shows the plane: the plane's points are given in its own units, y upwards. */
"use strict";
// needs: explorer.js, hall.js
window.PlaneDrawing = (() => {
  const { explorer } = window;
  const SIDE = 0.11; // of the canvas, for each marginal

  return class PlaneDrawing {
    /* reach: the plane is shown from -reach to reach. */
    constructor(canvas, reach) {
      Object.assign(this, { canvas, reach, context: canvas.getContext("2d"), tiles: new OffscreenCanvas(1, 1), width: canvas.clientWidth });
      new ResizeObserver(([{ contentRect }]) => { this.width = contentRect.width; }).observe(canvas); // to ask in each frame would cost a layout
    }

    colour(name) { return explorer.ofCanvas(name); }

    /* Begin a frame, as large as the canvas is on the screen. */
    clear() {
      const { canvas, context, width } = this, side = Math.round(width * Math.min(2, devicePixelRatio));
      if (side && canvas.width !== side) canvas.width = canvas.height = side;
      this.side = canvas.width * (1 - SIDE); // the plane lies at the left and at the bottom
      this.unit = this.side / 2 / this.reach;
      this.point = canvas.width / width;
      context.clearRect(0, 0, canvas.width, canvas.height);
    }

    across(x) { return (x + this.reach) * this.unit; }
    down(y) { return this.canvas.height - (y + this.reach) * this.unit; }
    /* The pair under a pointer. */
    at({ offsetX, offsetY }) {
      const scale = this.canvas.width / this.canvas.clientWidth;
      return [offsetX * scale / this.unit - this.reach, (this.canvas.height - offsetY * scale) / this.unit - this.reach];
    }

    /* A density over `cells` x `cells` squares, from nothing to this colour; the root of it is shown, or only peaks would be seen. */
    shade(density, cells, name) {
      const { tiles, context } = this, [red, green, blue] = rgb(this.colour(name)), most = density.reduce((a, b) => Math.max(a, b), 0) || 1;
      tiles.width = tiles.height = cells;
      const own = tiles.getContext("2d"), image = own.createImageData(cells, cells), pixels = new Uint32Array(image.data.buffer);
      const paint = blue << 16 | green << 8 | red;
      for (let i = 0; i < density.length; i++) pixels[i] = Math.round(170 * Math.sqrt(density[i] / most)) << 24 | paint;
      own.putImageData(image, 0, 0);
      context.imageSmoothingEnabled = true;
      context.drawImage(tiles, 0, this.canvas.height - this.side, this.side, this.side);
    }

    /* The frame, and the ticks of both axes: drawn once, for to choose a font has the browser look through the page's styles. */
    axes() {
      const { canvas, side, point } = this, letters = window.hall.letters(12 * point, canvas), key = [canvas.width, letters, this.colour("quiet")].join();
      if (this.drawnAxes?.key !== key) {
        const tile = new OffscreenCanvas(canvas.width, canvas.height), context = tile.getContext("2d");
        context.strokeStyle = context.fillStyle = this.colour("quiet");
        context.lineWidth = point;
        context.font = `${letters}px system-ui, sans-serif`;
        context.strokeRect(0.5 * point, canvas.height - side, side - point, side - 0.5 * point);
        context.textAlign = "center";
        for (const value of [-2, 0, 2]) context.fillText(String(value).replace("-", "−"), this.across(value), canvas.height - 4 * point);
        context.textAlign = "left";
        for (const value of [-2, 2]) context.fillText(String(value).replace("-", "−"), 4 * point, this.down(value) + letters / 3);
        this.drawnAxes = { key, tile };
      }
      this.context.drawImage(this.drawnAxes.tile, 0, 0);
    }

    /* The marginals along x and y in the margins, and N(0, 1) over them. */
    marginals([alongX, alongY], name) {
      const { context, canvas, side, reach } = this, room = canvas.width - side - 4 * this.point, cells = alongX.length;
      const scale = room / Math.max(0.55, ...alongX, ...alongY), middle = (k) => (k + 0.5) * 2 * reach / cells - reach, top = canvas.height - side;
      const curve = (of, colour, dash) => {
        context.strokeStyle = this.colour(colour);
        context.lineWidth = 2 * this.point;
        context.setLineDash(dash);
        for (const place of [(k, value) => [this.across(middle(k)), top - value * scale], (k, value) => [side + value * scale, this.down(middle(k))]]) {
          const line = of(place);
          context.beginPath();
          for (const [x, y] of line) context.lineTo(x, y);
          context.stroke();
        }
        context.setLineDash([]);
      };
      let turn = 0;
      const lines = [alongX, alongY];
      curve((place) => { const line = lines[turn++]; return Array.from(line, (value, k) => place(k, value)); }, name, []);
      const normal = (k) => Math.exp(-0.5 * middle(k) ** 2) / Math.sqrt(2 * Math.PI);
      curve((place) => Array.from({ length: cells }, (_, k) => place(k, normal(k))), "text", [4 * this.point, 4 * this.point]);
    }

    /* Dots, of pairs; size in the page's pixels. */
    dots(pairs, name, size = 2.5, opacity = 0.7) {
      const { context } = this, s = Math.max(2, Math.round(size * this.point)); // whole pixels are quicker
      context.fillStyle = this.colour(name);
      context.globalAlpha = opacity;
      for (let i = 0; i < pairs.length; i += 2) {
        const x = this.across(pairs[i]), y = this.down(pairs[i + 1]);
        if (x < this.side) context.fillRect(Math.round(x - s / 2), Math.round(y - s / 2), s, s);
      }
      context.globalAlpha = 1;
    }

    /* A round mark of one pair. */
    mark(x, y, name, radius = 6, hollow = false) {
      const { context } = this;
      context.beginPath();
      context.arc(this.across(x), this.down(y), radius * this.point, 0, 2 * Math.PI);
      context.fillStyle = context.strokeStyle = this.colour(name);
      context.lineWidth = 3 * this.point;
      if (hollow) context.stroke(); else context.fill();
    }

    /* A line through pairs. */
    line(pairs, name, width = 1.5, opacity = 0.9, dash = []) {
      const { context } = this;
      context.beginPath();
      for (let i = 0; i < pairs.length; i += 2) context.lineTo(this.across(pairs[i]), this.down(pairs[i + 1]));
      context.strokeStyle = this.colour(name);
      context.globalAlpha = opacity;
      context.lineWidth = width * this.point;
      context.setLineDash(dash.map((length) => length * this.point));
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    }

    /* Lines from one pair to all `pairs`, as thick as their share, up to an eighth. */
    rays(x, y, pairs, shares, name) {
      shares.forEach((share, i) => {
        const strong = Math.min(1, 8 * share);
        if (share > 1e-4) this.line([x, y, pairs[2 * i], pairs[2 * i + 1]], name, 0.4 + 3 * strong, 0.15 + 0.65 * strong);
      });
    }

    /* Arrows from pairs; `longest` of them is as long as `room`, in the plane's units. */
    arrows(from, vectors, name, room, longest) {
      const { context } = this, scale = room / (longest || 1);
      context.strokeStyle = this.colour(name);
      context.lineWidth = 1.5 * this.point;
      context.beginPath();
      for (let i = 0; i < from.length; i += 2) {
        const x = this.across(from[i]), y = this.down(from[i + 1]), dx = vectors[i] * scale * this.unit, dy = -vectors[i + 1] * scale * this.unit;
        context.moveTo(x, y);
        context.lineTo(x + dx, y + dy);
        context.lineTo(x + 0.72 * dx + 0.14 * dy, y + 0.72 * dy - 0.14 * dx);
        context.moveTo(x + dx, y + dy);
        context.lineTo(x + 0.72 * dx - 0.14 * dy, y + 0.72 * dy + 0.14 * dx);
      }
      context.stroke();
    }
  };

  /* "#rrggbb" -> three numbers. */
  function rgb(colour) { return [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16)); }
})();
