/* The plane: points, what noise makes of them, particles on their way back, the field that they follow, and one point that is
   touched. Its time is the page's. */
const { explorer, plane, planeField, planeWalk, planePoints, PlaneDrawing, planeLearner } = window;
const $ = (selector) => element.querySelector(selector);
const canvas = $('[data-part="plane"]'), slider = $("input[type=range]"), sampler = $('[data-part="sampler"]'), steps = $('[data-part="steps"]');
const words = $(".dx-plane-page").dataset, drawing = new PlaneDrawing(canvas, plane.REACH);
const number = (name, text) => { $(`[data-number="${name}"]`).textContent = text.replaceAll("-", "−"); };
const FINE = 96, COARSE = 48, WIDE = 0.4, LATTICE = 17, TRAILS = 12; // a wide Gaussian is smooth on few cells
const lattice = planeField.lattice(plane.REACH, LATTICE);
let touched = null, shown = null, said = null, asking = false, drawingNow = false; // said: the network's answer on the lattice
plane.begin(words.code);

/* Where the points are at t: each particle is one of them with noise of its own. */
let start = null;
function noised(points, { a, b }) {
  const { plane_seed: seed } = plane.settings;
  if (start?.seed !== seed) start = { seed, eps: planeWalk.start(plane.seeds()) };
  return start.eps.map((eps, i) => a * points[(i % points.length)] + b * eps);
}

function frame() {
  const { schedule, t, T } = explorer.state;
  if (!schedule || explorer.link.asked || element.offsetParent === null) return;
  const exact = plane.exact(), level = planeWalk.levels(schedule, t), { view, by, field } = plane.settings;
  slider.max = T;
  slider.value = t;
  slider.setAttribute("aria-valuetext", `t = ${t}`);
  number("place", `t = ${t}`);
  drawing.clear();
  if (exact.size) {
    const blur = plane.REACH / FINE, cells = level.b > WIDE ? COARSE : FINE; // what is finer than a cell is shown as wide as one
    const { density, along } = exact.density(t ? level.bar : 1, plane.REACH, cells, blur);
    drawing.shade(density, cells, "exact");
    drawing.marginals(along, "exact");
  }
  drawing.axes();
  if (view === "forward") drawing.dots(noisedAt(exact, t ? level : { a: 1, b: 0 }), "text");
  drawing.dots(exact.points, "signal", 3, exact.size > 600 ? 0.35 : 0.8);
  if (view === "backward" && exact.size) backwards(t, by);
  if (exact.size && field !== "none") arrows(exact, level, t, field);
  if (exact.size) touch(exact, level);
  sentence(exact, t, level);
  element.dataset.drawn = JSON.stringify([plane.settings.plane, exact.size, view, by, field, t, Boolean(shown?.done)]);
}
const noisedAt = (exact, level) => (exact.size ? noised(exact.points, level) : []);
const draw = explorer.eachFrame(frame);

/* The particles of a chain that goes on; until one of its frames has come, those of the chain before. */
function backwards(t, by) {
  const chain = plane.particles(draw);
  if (plane.frameAt(chain, t) || chain.failed || !shown) shown = chain;
  const now = plane.frameAt(shown, t);
  if (!now) return;
  drawing.dots(now.x, "text");
  for (let i = 0; i < TRAILS; i++) {
    const path = shown.frames.slice(0, now.k + 1).flatMap((x) => [x[2 * i], x[2 * i + 1]]);
    drawing.line(path, by === "exact" ? "exact" : "network", 1.8);
    drawing.mark(now.x[2 * i], now.x[2 * i + 1], by === "exact" ? "exact" : "network", 3.5);
  }
  element.dataset.particles = JSON.stringify({ k: now.k, t: now.t, done: shown.done });
}

/* The exact field in green; over it that of the network, once it has learned something, as it was asked last. */
function arrows(exact, level, t, unit) {
  const room = 2 * plane.REACH / LATTICE * 0.95, right = planeField.arrows(unit, exact.x0(lattice, level.bar), lattice, level), longest = planeField.longest(right);
  drawing.arrows(lattice, right, "exact", room, longest);
  if (!plane.network().step) return;
  if (said?.network === plane.network()) drawing.arrows(lattice, planeField.arrows(unit, said.x0, lattice, planeWalk.levels(explorer.state.schedule, said.t)), "network", room, longest);
  const network = plane.network(), { step } = network;
  if (asking || said?.network === network && said.t === t && said.step === step) return;
  asking = true;
  plane.guess(lattice, Math.max(1, t)).then((x0) => { said = { network, t, step, x0 }; }, () => {}).then(() => { asking = false; draw(); });
}

/* Whom a touched point may have been, and what follows from it. */
function touch(exact, level) {
  $('[data-part="clear"]').hidden = !touched;
  for (const name of touched ? [] : ["x", "x0", "eps", "many"]) number(name, "–");
  if (!touched) return;
  const [x, y] = touched, shares = exact.weights(x, y, level.bar), [a, b] = exact.x0(Float64Array.of(x, y), level.bar);
  drawing.rays(x, y, exact.points, shares, "exact");
  drawing.line([x, y, a, b], "exact", 3, 1, [6, 4]);
  drawing.mark(a, b, "exact", 7);
  drawing.mark(x, y, "text", 6);
  const pair = (p, q) => `(${p.toFixed(2)}, ${q.toFixed(2)})`, eps = [x, y].map((value, i) => (value - level.a * [a, b][i]) / level.b);
  number("x", pair(x, y));
  number("x0", pair(a, b));
  number("eps", pair(...eps));
  number("many", String(Math.round(1 / shares.reduce((sum, share) => sum + share * share, 0))));
  element.dataset.touched = JSON.stringify({ x: touched, x0: [a, b], eps });
}

function sentence(exact, t, { a, b }) {
  const { view, by } = plane.settings, chain = plane.walk();
  sampler.value = chain.sampler;
  if (document.activeElement !== steps) steps.value = chain.steps;
  const about = { t, n: exact.size, a: (t ? a : 1).toFixed(3), b: (t ? b : 0).toFixed(3), count: plane.PARTICLES, by: by === "exact" ? words.exact : words.network };
  const sentenceOf = !exact.size ? words.empty : shown?.failed && view === "backward" ? words.failed : words[view];
  $('[data-part="says"]').textContent = explorer.fill(sentenceOf, about);
  tell(explorer.fill(sentenceOf, about));
}
let lastTold = "";
const speak = explorer.whenStill(() => explorer.describe(canvas, lastTold));
function tell(text) { if (text !== lastTold) { lastTold = text; speak(); } }

/* Touching the plane: a point is taken hold of, or points are drawn. */
function pointer(event) {
  const [x, y] = drawing.at(event);
  if (Math.abs(x) > plane.REACH || Math.abs(y) > plane.REACH) return;
  if (plane.settings.plane === "drawn" && drawingNow) planePoints.add(x, y); else touched = [x, y];
  draw();
}
canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  drawingNow = plane.settings.plane === "drawn" && event.button === 0 && !event.shiftKey;
  pointer(event);
});
canvas.addEventListener("pointermove", (event) => { if (event.buttons) pointer(event); });
canvas.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key], far = event.shiftKey ? 0.5 : 0.1;
  if (event.key === "Escape" && touched) touched = null;
  else if (by) touched = (touched ?? [0, 0]).map((value, i) => Math.max(-plane.REACH, Math.min(plane.REACH, value + far * by[i])));
  else return;
  event.preventDefault();
  event.stopPropagation();
  draw();
});
$('[data-part="clear"]').addEventListener("click", () => { touched = null; draw(); });

/* The sampler and its steps are Denoise's: what is chosen here is chosen there. */
function walked() {
  plane.asked = [sampler.value, Math.max(1, Math.min(explorer.state.T, Math.round(steps.valueAsNumber) || 50))];
  trigger("walked");
}
sampler.addEventListener("change", walked);
steps.addEventListener("change", walked);

const WHOLE_MS = 6000; // of the way from one end to the other
let place = 0;
const play = explorer.playButton($("[data-play]"), (ms) => {
  const { T } = explorer.state, back = plane.settings.view === "backward";
  place += (back ? -1 : 1) * ms / WHOLE_MS * T;
  explorer.set({ t: place });
  return back ? place > 0 : place < T;
});
$("[data-play]").addEventListener("click", () => {
  const { t, T } = explorer.state, back = plane.settings.view === "backward";
  place = back ? t || T : t === T ? 0 : t;
});
slider.addEventListener("input", () => { play.stop(); explorer.set({ t: Number(slider.value) }); });
const by = (sign) => (event) => explorer.set({ t: explorer.state.t + sign * window.hall.stride(event) });
explorer.keys(element, {
  ArrowLeft: by(-1), ArrowRight: by(1), Home: () => explorer.set({ t: 0 }), End: () => explorer.set({ t: explorer.state.T }),
  " ": () => $("[data-play]").click(),
});
planeLearner(element, draw, () => trigger("learned"));
explorer.on(element, draw);
new ResizeObserver(draw).observe(canvas);
