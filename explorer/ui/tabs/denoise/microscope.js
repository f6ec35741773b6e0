/* One step of one sample, term by term: what the sampler's equation does with the numbers of this step.
   Who calls: explorer.js after each change of the state (the player moved, a picture was clicked), and whoever moves the
   pointer over a picture, types a pixel or unfolds the part, all call draw(), which runs once a frame and does nothing
   while the part is folded. tell() follows when nothing has changed for a while. */
const { explorer, chains } = window;
const $ = (selector) => element.querySelector(selector), details = $("details"), sum = $(".dx-sum");
const number = (name, text) => { $(`[data-number="${name}"]`).textContent = text.replace("-", "−"); };
const TERMS = ["xT", "x0", "eps", "mean", "z", "extra", "xS", "change", "without", "with"];
const paint = Object.fromEntries(TERMS.map((term) => [term, chains.painter($(`[data-term="${term}"] canvas`))]));
const PEAK = 2; // of values from -1 to 1
const TOP_NORM = 1.5, TOP_DB = 60; // of the curves; microscope.html says them
const fields = [...element.querySelectorAll("[data-pixel]")], pictures = $("[data-picture]");
let looked = null, pixel = null, course = null; // looked: the chain that is drawn; course: the curves of it

const norm = (x) => Math.sqrt(x.reduce((total, value) => total + value * value, 0) / x.length);
const signed = (x) => (Math.abs(x) >= 1e5 || (x && Math.abs(x) < 1e-4) ? x.toExponential(4) : x.toPrecision(5)).replace("-", "−");

/* The equation's terms: coefficient, and which array of the step it multiplies; its symbol is in microscope.html. */
function terms(now) {
  const all = [["cX0", "x0", "network"], ["cEps", "eps", "network"], ["cXt", "xT", ""], ["sigma", "z", "noise"]];
  return all.filter(([name]) => now[name]);
}

const draw = explorer.eachFrame(() => {
  const { side, time, sample: chosen } = explorer.state, chain = explorer.state[side] ?? explorer.state.chain;
  details.hidden = !chain?.steps.length;
  if (details.hidden || !details.open) return;
  looked = chain;
  const k = chain.indexAt(time), i = Math.min(chosen, chain.seeds.length - 1), all = chain.at(Math.min(k, chain.steps.length - 1));
  const part = (array) => array && chain.sample(array, i), stretched = $("[data-own]").checked;
  const now = { ...all, ...Object.fromEntries(["xT", "x0", "eps", "mean", "z", "xS"].map((name) => [name, part(all[name])])) };
  number("where", `t = ${now.t} → s = ${now.s}` + (chain.seeds.length > 1 ? ` · #${i + 1}` : "") + (explorer.state.rival ? ` · ${chain.about.caption}` : ""));
  $(".dx-halves").hidden = !now.halves;
  const scaled = (ints, unit) => Float32Array.from(part(ints), (value) => value * unit);
  const half = (which) => now.halves && scaled(now.halves[which].ints, now.halfUnit);
  const extra = now.extra && scaled(now.extra.ints, now.extra.unit);
  const shown = { ...now, extra, without: half(0), with: half(1), z: now.z?.map((value) => now.sigma * value), change: now.xS.map((value, p) => value - now.xT[p]) };
  for (const term of TERMS) {
    $(`[data-term="${term}"]`).hidden = !shown[term];
    if (!shown[term]) continue;
    const most = shown[term].reduce((top, value) => Math.max(top, Math.abs(value)), 1e-9);
    paint[term](chain, shown[term], stretched ? most : 1);
  }
  const n = chain.size ** 2;
  pixel ??= { y: chain.size >> 1, x: chain.size >> 1 };
  const p = pixel.y * chain.size + pixel.x;
  showSum([
    { array: "xS", value: now.xS[p] },
    ...terms(now).map(([name, array, colour]) => ({ colour, array, value: now[name] * now[array][p], factor: now[name] })),
    ...(now.extra ? [{ colour: "network", array: "extra", value: extra[p] }] : []),
  ]);
  for (const field of fields) {
    field.max = chain.size - 1;
    if (field !== document.activeElement) field.value = pixel[field.dataset.pixel];
  }
  listPictures();
  Object.assign(sum.dataset, { t: now.t, pixel: `${pixel.x},${pixel.y}` });
  number("barT", now.barT.toPrecision(4));
  number("barS", now.barS.toPrecision(4));
  number("sigma", now.sigma.toPrecision(4));
  number("normEps", norm(now.eps).toFixed(3));
  number("normX", norm(now.xT).toFixed(3));
  number("clipped", `${(100 * now.clipped).toFixed(1)} %`);
  drawCourse(chain, i, k);
  tell();
});

const tell = explorer.whenStill(() => {
  for (const picture of element.querySelectorAll(".dx-term:not([hidden]) canvas")) explorer.describe(picture, $('[data-number="where"]').textContent);
});

/* The equation. Its buttons stay as long as its terms do: one of them may have the focus. */
let buttons = [], arrays = "";
function showSum(all) {
  const now = all.map(({ array }) => array).join();
  if (arrays !== now) {
    arrays = now;
    buttons = all.map(symbol);
    sum.replaceChildren(...buttons.flatMap((button, place) => [...(place ? [text(place > 1 ? "+" : "=")] : []), button]));
  }
  all.forEach(({ value, factor }, place) => {
    buttons[place].querySelector("[data-value]").textContent = signed(value);
    if (factor !== undefined) buttons[place].querySelector("[data-factor]").textContent = signed(factor);
  });
}

/* All pictures of both chains, where there are several, to choose from. */
function listPictures() {
  const { chain, rival, side, sample } = explorer.state;
  const all = [["chain", chain], ["rival", rival]].flatMap(([name, one]) => (one?.seeds ?? []).map((_, i) => (
    { value: `${name} ${i}`, text: rival ? `${one.about.caption} · #${i + 1}` : `#${i + 1}` }
  )));
  if (pictures.options.length !== all.length || all.some(({ text: said }, i) => pictures.options[i].text !== said)) {
    pictures.replaceChildren(...all.map(({ value, text: said }) => new Option(said, value)));
  }
  pictures.parentElement.hidden = all.length < 2;
  pictures.value = `${side} ${sample}`;
}

function text(sign) {
  return Object.assign(document.createElement("span"), { className: "dx-op", textContent: sign });
}

function span(data, ...parts) {
  const made = document.createElement("span");
  Object.assign(made.dataset, data);
  made.append(...parts);
  return made;
}

/* One term: coefficient times symbol, and beneath it what that is at the chosen pixel. */
function symbol({ colour, array, factor }) {
  const box = document.createElement("button");
  box.type = "button";
  box.dataset.array = array;
  box.className = colour ? `dx-${colour}` : "";
  const product = span({}, ...(factor === undefined ? [] : [span({ factor: "" }), " · "]), $(`[data-letter="${array}"]`).content.cloneNode(true));
  box.append(product, span({ value: "" }));
  const mark = (on) => () => $(`[data-term="${array}"]`)?.toggleAttribute("data-marked", on);
  for (const event of ["pointerenter", "focus"]) box.addEventListener(event, mark(true));
  for (const event of ["pointerleave", "blur"]) box.addEventListener(event, mark(false));
  return box;
}

/* Curves along the whole chain, calculated once when all of it is there; a line at step k, moved by each draw(). */
function drawCourse(chain, i, k) {
  if (chain.done && (course?.chain !== chain || course.i !== i)) {
    course = { chain, i, normX: [], normEps: [], psnr: [] };
    const last = chain.sample(chain.at(chain.steps.length).xT, i).slice();
    for (let j = 0; j < chain.steps.length; j++) {
      const now = chain.at(j), x0 = chain.sample(now.x0, i);
      course.normX.push(norm(chain.sample(now.xT, i)));
      course.normEps.push(norm(chain.sample(now.eps, i)));
      const error = x0.reduce((total, value, p) => total + (value - last[p]) ** 2, 0) / x0.length;
      course.psnr.push(10 * Math.log10(PEAK ** 2 / Math.max(error, 1e-8)));
    }
    for (const [name, top] of [["normX", TOP_NORM], ["normEps", TOP_NORM], ["psnr", TOP_DB]]) {
      const line = course[name].map((value, j) => `${(1000 * j / Math.max(1, course[name].length - 1)).toFixed(1)},${(160 * (1 - Math.min(value, top) / top)).toFixed(1)}`);
      $(`[data-curve="${name}"]`).setAttribute("d", `M${line.join("L")}`);
    }
  }
  $(".dx-along").toggleAttribute("hidden", course?.chain !== chain);
  if (course?.chain !== chain) return;
  const j = Math.min(k, chain.steps.length - 1), x = 1000 * j / Math.max(1, chain.steps.length - 1);
  $(".dx-course line").setAttribute("x1", x);
  $(".dx-course line").setAttribute("x2", x);
  number("nowX", course.normX[j].toFixed(3));
  number("nowEps", course.normEps[j].toFixed(3));
  number("nowPsnr", explorer.fill(details.dataset.db, { value: course.psnr[j].toFixed(1) }));
}

for (const term of TERMS) {
  $(`[data-term="${term}"] canvas`).addEventListener("pointermove", (event) => {
    const { width, height } = event.target.getBoundingClientRect(), { size } = looked;
    const inside = (value) => Math.min(size - 1, Math.max(0, Math.floor(value * size)));
    pixel = { x: inside(event.offsetX / width), y: inside(event.offsetY / height) };
    draw();
  });
}
for (const field of fields) {
  field.addEventListener("input", () => {
    if (!field.checkValidity() || field.value === "") return;
    pixel = { ...pixel, [field.dataset.pixel]: Number(field.value) };
    draw();
  });
}
pictures.addEventListener("change", () => {
  const [side, sample] = pictures.value.split(" ");
  explorer.set({ side, sample: Number(sample) });
});
details.addEventListener("toggle", draw);
explorer.foldable("microscope", details);
$("[data-own]").addEventListener("change", draw);
explorer.on(element, draw);
