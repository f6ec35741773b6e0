/* One pixel of one step back: what is exact, q(x_{t-1}|x_t,x_0), and what the network says, p(x_{t-1}|x_t). */
"use strict";
// needs: explorer.js, bound.js, training.js
window.pixelGaussians = (element, weighed) => {
  const { explorer, bound, training } = window, $ = (selector) => element.querySelector(selector);
  const canvas = $('[data-part="pixel"]'), map = $('[data-part="map"]');
  let place = null, last = null, asking = false, again = false; // place: {row, column}

  function choose(row, column, size) {
    place = { row: Math.min(size - 1, Math.max(0, row)), column: Math.min(size - 1, Math.max(0, column)) };
    explorer.set({});
  }

  map.addEventListener("click", (event) => {
    const { left, top, width, height } = map.getBoundingClientRect();
    choose(Math.floor((event.clientY - top) / height * map.height), Math.floor((event.clientX - left) / width * map.width), map.width);
  });
  map.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const from = place ?? { row: map.height >> 1, column: map.width >> 1 };
    choose(from.row + way[0], from.column + way[1], map.width);
  });

  function mark(context) {
    if (!place) return;
    context.fillStyle = explorer.colour("mark");
    context.fillRect(place.column, place.row, 1, 1);
  }

  /* Look at x_t as the page has it now, and draw both. */
  async function draw() {
    const found = weighed();
    if (!found?.map) return;
    place ??= { row: found.map.shape[1] >> 1, column: found.map.shape[1] >> 1 };
    if (asking) { again = true; return; }
    asking = true;
    const { schedule, draw: seed, label } = found, t = Math.max(2, explorer.state.t);
    try {
      const key = [found.source, schedule.name, seed, label, t].join(":");
      if (last?.key !== key) last = { key, look: (await training.looker.look([{ bar: schedule.alphaBar[t], at: null }], { seed, label }))[0] };
      show(schedule, t, last.look);
    } catch { last = null; } // the stage above says why
    asking = false;
    if (again) { again = false; draw(); }
  }

  function show(schedule, t, { x, x0, x0_hat, shape: [channels, size] }) {
    const i = place.row * size + place.column + (channels === 3 ? size * size : 0); // the green of three
    const variance = element.querySelector("[name=dx-variance]:checked").value, c = bound.posterior(schedule, t);
    const q = { mean: c.c0 * x0[i] + c.ct * x[i], std: Math.sqrt(c.variance) }, p = { mean: c.c0 * x0_hat[i] + c.ct * x[i], std: Math.sqrt(bound.sigma2(c, variance)) };
    const kl = bound.step(schedule, t, (x0[i] - x0_hat[i]) ** 2, variance);
    const context = canvas.getContext("2d"), { width, height } = canvas, wide = 4 * Math.max(q.std, p.std) + Math.abs(q.mean - p.mean) / 2, middle = (q.mean + p.mean) / 2;
    const letters = window.hall.letters(14, canvas), base = height - letters - 8, top = 1 / Math.min(q.std, p.std);
    context.clearRect(0, 0, width, height);
    for (const [one, name] of [[q, "exact"], [p, "network"]]) {
      context.beginPath();
      for (let k = 0; k <= width; k++) {
        const value = middle + wide * (2 * k / width - 1), z = (value - one.mean) / one.std;
        context.lineTo(k, base - 0.92 * base * Math.exp(-z * z / 2) / one.std / top);
      }
      context.strokeStyle = explorer.colour(name);
      context.lineWidth = 3;
      context.stroke();
      context.lineTo(width, base);
      context.lineTo(0, base);
      context.globalAlpha = 0.15;
      context.fillStyle = explorer.colour(name);
      context.fill();
      context.globalAlpha = 1;
    }
    context.fillStyle = explorer.colour("quiet");
    context.font = `${letters}px system-ui, sans-serif`;
    context.textAlign = "center";
    for (const at of [0.15, 0.5, 0.85]) context.fillText((middle + wide * (2 * at - 1)).toPrecision(3).replace("-", "−"), at * width, height - 4);
    $('[data-number="pixel"]').textContent = `t = ${t} (${place.row + 1}, ${place.column + 1})`;
    const told = $('[data-number="kl"]');
    told.textContent = kl.toPrecision(3);
    Object.assign(told.dataset, { exact: kl, of: `${schedule.name}:${t}:${place.row}:${place.column}:${variance}` });
    explorer.describe(canvas, `t = ${t}, KL = ${kl.toPrecision(3)}`);
  }

  return { draw, mark };
};
