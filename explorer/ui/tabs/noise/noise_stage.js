/* x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) eps: Python sends the picture, the browser does the rest. */
const { explorer, noising, normal, liveGuess } = window;
const $ = (selector) => element.querySelector(selector), $$ = (selector) => [...element.querySelectorAll(selector)];
const places = Object.fromEntries($$("[data-number]").map((place) => [place.dataset.number, place]));
const number = (name, text) => { places[name].textContent = text.replace("-", "−"); };
const slider = $("input[type=range]"), words = $(".dx-numbers").dataset;
const PARTS = ["mixture", "signal", "noise", "eps"], now = $("[data-now]"), FILM = 10, THUMB = 64;
const counts = new Int32Array(noising.BINS);
const figures = Object.fromEntries([...PARTS, "eps_hat", "exact"].map((part) => [part, $(`figure[data-term="${part}"]`)]));
const painters = Object.fromEntries(PARTS.map((part) => [part, explorer.painter($(`canvas[data-part="${part}"]`))]));

/* x_0 and eps in the chosen size. The noise of a smaller picture is the beginning of a larger one's. */
let x0 = null, eps = null, x_t = null, power = 0, variance = 0;
function prepare({ picture, seed }, size) {
  x0 = noising.pool(picture, size);
  eps = normal.standardNormal(x0.length, seed, normal.START, 0);
  x_t = new Float32Array(x0.length);
  const moments = noising.moments(x0);
  variance = moments.variance;
  power = variance + moments.mean ** 2;
}

const thumbs = Array.from({ length: FILM }, () => {
  const button = document.createElement("button"), canvas = document.createElement("canvas"), label = document.createElement("span");
  button.type = "button";
  button.append(canvas, label);
  button.addEventListener("click", () => { play.stop(); go(Number(button.dataset.t)); });
  $(".dx-way").append(button);
  return { button, label, paint: explorer.painter(canvas) };
});

function curve(values) {
  let path = "";
  const T = values.length - 1, points = Math.min(T, 250);
  for (let i = 0; i <= points; i++) {
    const t = Math.round(i * T / points);
    path += `${i ? "L" : "M"}${(1000 * t / T).toFixed(1)},${(100 * (1 - values[t])).toFixed(2)}`;
  }
  return path;
}

/* What does not change with t. */
function drawStrip({ schedule, T }) {
  $("path.dx-signal").setAttribute("d", curve(schedule.alphaBar.map(Math.sqrt)));
  $("path.dx-noise").setAttribute("d", curve(schedule.alphaBar.map((bar) => Math.sqrt(1 - bar))));
  const small = Math.min(Math.sqrt(x0.length / 3), THUMB), few = noising.thin(x0, small), noise = noising.thin(eps, small);
  thumbs.forEach(({ button, label, paint }, i) => {
    const t = Math.round(T * i / (FILM - 1)), bar = schedule.alphaBar[t];
    button.dataset.t = t;
    label.textContent = `t = ${t}`;
    paint(few, noise, Math.sqrt(bar), Math.sqrt(1 - bar));
  });
}

function drawParts(a, b) {
  for (const [part, ...factors] of [["signal", a, 0], ["noise", 0, b], ["eps", 0, 1]]) {
    if (!figures[part].hidden) painters[part](x0, eps, ...factors);
  }
  noising.mix(x_t, x0, eps, a, b);
  noising.histogram(counts, x_t);
  explorer.drawHistogram($("[data-histogram]"), [{ counts, colour: "text" }], x0.length);
}

const tell = explorer.whenStill(() => {
  const [t, a, b] = ["t", "a", "b"].map((name) => places[name].textContent), { mean, variance: spread } = noising.moments(x_t);
  const says = { mixture: `${t}, ${a} · x₀ + ${b} · ε`, signal: `${a} · x₀`, noise: `${b} · ε` };
  for (const [part, shows] of Object.entries(says)) explorer.describe(figures[part].querySelector("canvas"), shows);
  explorer.describe($("[data-histogram]"), `μ = ${mean.toFixed(2)}, σ² = ${spread.toFixed(2)}`);
});

let drawn = {}, owed = 0;
const draw = explorer.eachFrame((gap) => {
  const { state } = explorer, { t, T, schedule, picture, seed } = state;
  if (!picture || !schedule) return;
  const { size } = state;
  const fresh = drawn.picture !== picture || drawn.seed !== seed || drawn.size !== size;
  if (fresh) prepare(state, size);
  if (fresh || drawn.schedule !== schedule) drawStrip(state);
  drawn = { picture, seed, size, schedule };

  const bar = schedule.alphaBar[t], a = Math.sqrt(bar), b = Math.sqrt(1 - bar);
  painters.mixture(x0, eps, a, b);
  // In a drag on a slow machine x_t goes first, and its parts come every third frame.
  owed = gap > 25 && gap < 200 ? (owed + 1) % 3 : 0;
  if (owed) draw(); else drawParts(a, b);
  now.style.transform = `translateX(${100 * t / T}%)`;
  slider.max = T;
  slider.value = t;
  slider.setAttribute("aria-valuetext", `t = ${t}, ${(100 * bar).toFixed(1)} %`);
  number("t", `t = ${t}`);
  number("a", a.toFixed(3));
  number("b", b.toFixed(3));
  number("alpha_bar", bar.toPrecision(3));
  number("share", `${(100 * bar * variance / (bar * variance + 1 - bar)).toFixed(1)} %`);
  const logSnr = Math.log(bar / (1 - bar)), finite = Number.isFinite(logSnr);
  number("snr", finite ? explorer.fill(words.db, { value: (10 * logSnr / Math.LN10).toFixed(1) }) : bar ? "∞" : "0");
  number("log_snr", finite ? logSnr.toFixed(2) : bar ? "∞" : "-∞");
  number("kl", t ? explorer.fill(words.bits, { value: noising.klBits(bar, power).toPrecision(3) }) : "∞");
  number("index", t ? String(t - 1) : "–");
  for (const { button } of thumbs) button.ariaCurrent = Number(button.dataset.t) === t ? "true" : null;
  if (!owed) element.dataset.drawn = `${schedule.name}:${t}`;
  tell();
});

const guess = liveGuess.view(element);
const go = (t) => { guess.wake(); explorer.set({ t }); };
slider.addEventListener("input", () => { play.stop(); go(Number(slider.value)); });

let place = 0;
const play = explorer.playButton($(".dx-slide button"), (elapsed) => {
  const { T, t } = explorer.state;
  if (Math.abs(place - t) > T / 20) place = t; // moved by hand, or played again
  place += T * elapsed / 8000;
  const step = explorer.calm() ? T / 20 : 1; // who asked for less motion sees twenty stills
  go(Math.floor(place / step) * step);
  return place < T;
});
$(".dx-slide button").addEventListener("click", () => {
  place = explorer.state.t >= explorer.state.T ? 0 : explorer.state.t;
  if (play.playing) go(place);
});

const step = (by) => (event) => { play.stop(); go(explorer.state.t + by * window.hall.stride(event)); };
explorer.keys(element, {
  ArrowLeft: step(-1), ArrowRight: step(1), " ": () => $(".dx-slide button").click(),
  Home: () => go(0), End: () => go(explorer.state.T),
});

for (const button of $$("[data-point]")) {
  const point = () => { element.dataset.pointed = button.dataset.point; }, leave = () => { delete element.dataset.pointed; };
  button.addEventListener("pointerenter", point);
  button.addEventListener("focus", point);
  button.addEventListener("pointerleave", leave);
  button.addEventListener("blur", leave);
}
for (const box of $$(".dx-shown input")) {
  box.addEventListener("change", () => { figures[box.value].hidden = !box.checked; draw(); guess.again(); });
}
for (const radio of $$("[name=dx-size]")) radio.addEventListener("change", () => explorer.set({ size: Number(radio.value) }));

/* The latest picture wins, however long an earlier one takes to decode. */
async function receive() {
  if (!props.value) return;
  const { value } = props, picture = await explorer.picture(value);
  if (value === props.value) explorer.set({ picture });
}
watch("value", receive);
receive();
explorer.on(element, () => {
  $("[data-warning]").hidden = explorer.state.seedIsGood;
  $(`[name=dx-size][value="${explorer.state.size}"]`).checked = true;
  draw();
  guess.hear(explorer.state);
});
