/* x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) eps, drawn in the browser: Python sends x_0 and eps once. */
const { explorer } = window;
const $ = (selector) => element.querySelector(selector);
const number = (name) => $(`[data-number="${name}"]`);
const slider = $("input[type=range]");
const contexts = {}, pixels = {};
for (const part of ["mixture", "signal", "noise"]) contexts[part] = $(`canvas[data-part="${part}"]`).getContext("2d");

let x0 = null, eps = null, unit = 0;

function receive() {
  const value = props.value;
  if (!value) return;
  x0 = explorer.decode(value.x0);
  eps = explorer.decode(value.eps, Int16Array);
  unit = value.unit;
  for (const part in contexts) {
    const canvas = contexts[part].canvas;
    canvas.width = canvas.height = value.size;
    pixels[part] = contexts[part].createImageData(value.size, value.size);
  }
  draw();
}

function paint(part, a, b) {
  explorer.blend(pixels[part].data, x0, eps, unit, a, b);
  contexts[part].putImageData(pixels[part], 0, 0);
}

function curve(alphaBar) {
  let path = "";
  const T = alphaBar.length - 1, points = Math.min(T, 250);
  for (let i = 0; i <= points; i++) {
    const t = Math.round(i * T / points);
    path += `${i ? "L" : "M"}${(1000 * t / T).toFixed(1)},${(100 * (1 - alphaBar[t])).toFixed(2)}`;
  }
  return path;
}

let drawnCurves = null;
const draw = explorer.eachFrame(() => {
  const { t, T, kind, alphaBar } = explorer.state;
  if (!x0 || !alphaBar) return;
  const bar = alphaBar[kind][t], a = Math.sqrt(bar), b = Math.sqrt(1 - bar);
  paint("mixture", a, b);
  paint("signal", a, 0);
  paint("noise", 0, b);
  if (drawnCurves !== alphaBar[kind]) {
    drawnCurves = alphaBar[kind];
    const other = Object.keys(alphaBar).find((name) => name !== kind);
    $('[data-curve="chosen"]').setAttribute("d", curve(alphaBar[kind]));
    $('[data-curve="other"]').setAttribute("d", curve(alphaBar[other]));
  }
  const now = $('[data-curve="now"]');
  now.setAttribute("x1", 1000 * t / T);
  now.setAttribute("x2", 1000 * t / T);
  slider.max = T;
  slider.value = t;
  slider.setAttribute("aria-valuetext", `t = ${t}, ${(100 * bar).toFixed(1)} %`);
  number("t").textContent = `t = ${t}`;
  number("a").textContent = a.toFixed(3);
  number("b").textContent = b.toFixed(3);
  number("alpha_bar").textContent = `${(100 * bar).toFixed(1)} %`;
  number("one_minus").textContent = `${(100 * (1 - bar)).toFixed(1)} %`;
  number("snr").textContent = t === 0 ? "∞" : `${(10 * Math.log10(bar / (1 - bar))).toFixed(1)} dB`.replace("-", "−");
  element.dataset.drawn = `${kind}:${t}`;
});

const go = (t) => explorer.set({ t });
slider.addEventListener("input", () => { play.stop(); go(Number(slider.value)); });

let place = 0;
const play = explorer.player($("button"), (elapsed) => {
  const { T, t } = explorer.state;
  if (Math.round(place) !== t) place = t;
  place += T * elapsed / 8000;
  go(place);
  return place < T;
});
$("button").addEventListener("click", () => { if (play.playing && explorer.state.t >= explorer.state.T) go(0); });

const step = (by) => (event) => { play.stop(); go(explorer.state.t + by * (event.shiftKey ? 10 : 1)); };
explorer.keys(element, {
  ArrowLeft: step(-1), ArrowRight: step(1), " ": () => $("button").click(),
  Home: () => go(0), End: () => go(explorer.state.T),
});

watch("value", receive);
receive();
explorer.on(element, draw);
