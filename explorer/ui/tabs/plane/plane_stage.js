/* The plane: points, what noise makes of them, particles on their way back, the field that they follow, and one point that is
   touched. Its time is the page's. */
const { explorer, plane, planeField, planeLine, planeWalk, planePoints, PlaneDrawing, planeLearner } = window;
const $ = (selector) => element.querySelector(selector);
const canvas = $('[data-part="plane"]'), slider = $(".dx-plane-slide input");
const sampler = $('[data-part="sampler"]'), steps = $('[data-part="steps"]'), guidance = $('[data-part="guidance"]');
const words = $(".dx-plane-page").dataset, drawing = new PlaneDrawing(canvas, plane.REACH);
const FINE = 80, COARSE = 40, WIDE = 0.4, LATTICE = 17, TRAILS = 12; // a wide Gaussian is smooth on few cells
const lattice = planeField.lattice(plane.REACH, LATTICE);
const shown = {}; // chains, by name: of the one before, until a state of the next has come
let ready = true; // whether the chains of this frame have come to their end
let said = null, asking = false, far = null; // what the network said on the lattice; which chain was compared, and with what end
plane.begin(words.code);

const numbers = Object.fromEntries([...element.querySelectorAll("[data-number]")].map((place) => [place.dataset.number, place]));
const number = (name, text) => write(numbers[name], text.replaceAll("-", "−"));

/* Put a text where there was another one: a new node in place of the old would have the browser look through all styles. */
function write(place, text) {
  if (!place.firstChild) place.textContent = text;
  else if (place.firstChild.data !== text) place.firstChild.data = text;
}
function hide(place, hidden) { if (place.hidden !== hidden) place.hidden = hidden; } // an attribute that is written anew does so, too

/* Where the points are at t: each particle is one of them with noise of its own. */
let start = null;
function noised(points, a, b) {
  const { plane_seed: seed, particles } = plane.settings;
  if (start?.seed !== seed || start.particles !== particles) start = { seed, particles, eps: planeWalk.start(plane.seeds()) };
  return start.eps.map((eps, i) => a * points[i % points.length] + b * eps);
}

function frame() {
  const { schedule, t, T } = explorer.state;
  if (!schedule || explorer.link.asked || !drawing.width) return;
  const exact = plane.exact(), level = planeWalk.levels(schedule, t), { view, plane: set } = plane.settings, b = t ? level.b : 0;
  ready = true;
  drawing.clear();
  if (exact.size && view === "line") {
    planeLine.draw(drawing, plane.flat(), latest("line", { flat: true }), t);
  } else {
    if (exact.size) {
      const blur = plane.REACH / FINE, cells = level.b > WIDE ? COARSE : FINE; // what is finer than a cell is shown as wide as one
      const bar = t ? level.bar : 1;
      drawing.shade(exact.density(bar, plane.REACH, cells, blur), cells, "exact");
      drawing.marginals(exact.marginals(bar, plane.REACH, cells, blur), "exact");
    }
    drawing.axes();
    if (exact.size && view === "forward") drawing.dots(noised(exact.points, t ? level.a : 1, b), "text");
    points(exact);
    if (exact.size && view === "backward") backwards(t);
    if (exact.size) arrows(exact, level, t);
  }
  follow(t, T);
  touch(exact, level, view !== "line" && exact.size);
  sentence(exact, t, level);
  element.dataset.drawn = JSON.stringify([set, exact.size, view, plane.settings.by, plane.settings.field, t, ready]);
}
const draw = explorer.eachFrame(frame);

/* What follows the slider, and the fields of Denoise. */
function follow(t, T) {
  if (slider.max !== String(T)) slider.max = T; // what is the same is not written: the browser would look through all styles
  if (slider.value !== String(t)) slider.value = t;
  slider.setAttribute("aria-valuetext", `t = ${t}`);
  number("place", `t = ${t}`);
  const walk = plane.walk();
  for (const [field, value] of [[sampler, walk.sampler], [steps, walk.steps], [guidance, plane.guidance()]]) {
    if (document.activeElement !== field && field.value !== String(value)) field.value = value;
  }
  hide(guidance.parentElement, plane.label() === null);
  hide($('[data-part="wipe"]'), plane.settings.plane !== "drawn");
}

/* The points; those of another class than the one that is asked for are faint. */
function points(exact) {
  const label = plane.label(), strong = exact.size > 600 ? 0.35 : 0.8;
  if (label === null) { drawing.dots(exact.points, "signal", 3, strong); return; }
  drawing.dots(exact.only(1 - label).points, "signal", 2, 0.25);
  drawing.dots(exact.only(label).points, "signal", 3.5, 0.9);
}

/* The chain with this name, or the one before until it can be seen at t. */
function latest(name, own) {
  const chain = plane.particles(name, draw, own);
  if (plane.frameAt(chain, explorer.state.t) || chain.failed || !shown[name]) shown[name] = chain;
  ready &&= chain.done;
  return shown[name];
}

function backwards(t) {
  const { by, against } = plane.settings, chains = [["walk", latest("walk"), by === "exact" ? "exact" : "network", []]];
  if (against !== "none") chains.unshift(["against", latest("against", against === "other" ? { schedule: "other" } : { sampler: against }), "mark", [5, 4]]);
  for (const [, chain, colour, dash] of chains) {
    const now = plane.frameAt(chain, t);
    if (!now) continue;
    drawing.dots(now.x, dash.length ? "mark" : "text", 2.5, dash.length ? 0.45 : 0.7);
    for (let i = 0; i < TRAILS; i++) {
      drawing.line(chain.frames.slice(0, now.k + 1).flatMap((x) => [x[2 * i], x[2 * i + 1]]), colour, 1.8, 0.9, dash);
      drawing.mark(now.x[2 * i], now.x[2 * i + 1], colour, 3.5);
    }
  }
  const { walk } = shown, now = plane.frameAt(walk, t);
  if (now) element.dataset.particles = JSON.stringify({ k: now.k, t: now.t, first: [...now.x.subarray(0, 2)] });
  if (far?.chain !== walk) $(".dx-plane-far").textContent = "";
  if (walk.done && far?.chain !== walk && !plane.network().running) measure(walk);
}

/* Once a chain has come to its end: how far from new points that is. */
async function measure(chain) {
  far = { chain };
  const place = $(".dx-plane-far"), found = await plane.compare(chain).catch(() => null);
  if (far.chain !== chain) return;
  const text = (value) => value.toFixed(3);
  place.textContent = found ? explorer.fill(place.dataset.said, { distance: text(found.distance), floor: text(found.floor), near: text(found.near), fresh: text(found.freshNear) }) : "";
  place.dataset.far = JSON.stringify(found);
}

/* The exact field in green; over it that of the network, once it has learned something, as it was asked last. */
function arrows(exact, level, t) {
  const { field } = plane.settings;
  if (field === "none") return;
  const guided = exact.guided(plane.label(), plane.guidance()), room = 2 * plane.REACH / LATTICE * 0.95;
  const right = planeField.arrows(field, guided(lattice, level.bar), lattice, level), longest = planeField.longest(right), network = plane.network(), step = plane.past ?? network.step;
  drawing.arrows(lattice, right, "exact", room, longest);
  if (!network.step) return;
  if (said?.network === network) drawing.arrows(lattice, planeField.arrows(field, said.x0, lattice, planeWalk.levels(explorer.state.schedule, said.t)), "network", room, longest);
  const time = Math.max(1, t);
  if (asking || said?.network === network && said.t === time && said.step === step) return;
  asking = true;
  plane.guess(lattice, time).then((x0) => { said = { network, t: time, step, x0 }; }, () => {}).then(() => { asking = false; draw(); });
}

/* The pair that is touched, or null. */
function touched() {
  const pair = plane.settings.touch.split(",").map(Number);
  return pair.length === 2 && plane.settings.touch && pair.every((value) => Math.abs(value) <= plane.REACH) ? pair : null;
}

/* Whom a touched point may have been, and what follows from it. */
function touch(exact, level, can) {
  const pair = can ? touched() : null, named = ["x", "x0", "eps", "many"];
  hide($('[data-part="clear"]'), !pair);
  $('[data-part="touched"]').toggleAttribute("data-held", Boolean(pair));
  delete element.dataset.touched;
  if (!pair) { for (const name of named) number(name, "–"); return; }
  const label = plane.label(), one = label === null ? exact : exact.only(label), [x, y] = pair;
  const shares = one.weights(x, y, level.bar), [a, b] = one.x0(Float64Array.of(x, y), level.bar);
  drawing.rays(x, y, one.points, shares, "exact");
  drawing.line([x, y, a, b], "exact", 3, 1, [6, 4]);
  drawing.mark(a, b, "exact", 7);
  drawing.mark(x, y, "text", 6);
  const said = (p, q) => `(${p.toFixed(2)}, ${q.toFixed(2)})`, eps = pair.map((value, i) => (value - level.a * [a, b][i]) / level.b);
  const many = 1 / shares.reduce((sum, share) => sum + share * share, 0);
  [said(x, y), said(a, b), said(...eps), many < 10 ? many.toFixed(1) : String(Math.round(many))].forEach((text, i) => number(named[i], text));
  element.dataset.touched = JSON.stringify({ x: pair, x0: [a, b], eps, many });
}

function sentence(exact, t, { a, b }) {
  const { view, by } = plane.settings, failed = view !== "forward" && shown[view === "line" ? "line" : "walk"]?.failed;
  const about = { t, n: exact.size, a: (t ? a : 1).toFixed(3), b: (t ? b : 0).toFixed(3), count: plane.settings.particles, by: by === "exact" ? words.exact : words.network };
  const text = explorer.fill(!exact.size ? words.empty : failed ? words.failed : words[view], about), place = $('[data-part="says"]');
  if (place.textContent === text) return;
  write(place, text);
  speak();
}
const speak = explorer.whenStill(() => explorer.describe(canvas, $('[data-part="says"]').textContent));

/* Touching the plane: a point is taken hold of, or points are drawn. */
function take(pair) {
  plane.settings.touch = pair ? pair.map((value) => Math.max(-plane.REACH, Math.min(plane.REACH, value)).toFixed(2)).join(",") : "";
  draw();
}
function pointer(event) {
  const pair = drawing.at(event);
  if (plane.settings.view === "line" || pair.some((value) => Math.abs(value) > plane.REACH)) return;
  if (plane.settings.plane === "drawn" && !event.shiftKey) { planePoints.add(...pair); draw(); } else take(pair);
}
canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); pointer(event); });
canvas.addEventListener("pointermove", (event) => { if (event.buttons) pointer(event); });
canvas.addEventListener("pointerup", () => trigger("touched"));
canvas.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key], far = event.shiftKey ? 0.5 : 0.1;
  if (by) take((touched() ?? [0, 0]).map((value, i) => value + far * by[i]));
  else if (event.key === "Escape" && touched()) take(null);
  else return;
  event.preventDefault();
  event.stopPropagation();
  settle();
});
const settle = explorer.whenStill(() => trigger("touched"));
$('[data-part="clear"]').addEventListener("click", () => { take(null); trigger("touched"); });
$('[data-part="wipe"]').addEventListener("click", () => { planePoints.clear(); draw(); });

/* The sampler, its steps and guidance are Denoise's: what is chosen here is chosen there. */
function walked() {
  const most = explorer.state.T, number = (field, usual) => (Number.isFinite(field.valueAsNumber) ? field.valueAsNumber : usual);
  plane.asked = [sampler.value, Math.max(1, Math.min(most, Math.round(number(steps, 50)))), Math.max(0, Math.min(Number(guidance.max), number(guidance, 1)))];
  trigger("walked");
}
for (const field of [sampler, steps, guidance]) field.addEventListener("change", walked);

const WHOLE_MS = 6000; // of the way from one end to the other
let place = 0;
const back = () => plane.settings.view !== "forward";
const play = explorer.playButton($("[data-play]"), (ms) => {
  const { T } = explorer.state;
  place += (back() ? -1 : 1) * ms / WHOLE_MS * T;
  explorer.set({ t: place });
  return back() ? place > 0 : place < T;
});
$("[data-play]").addEventListener("click", () => {
  const { t, T } = explorer.state;
  place = back() ? t || T : t % T;
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
