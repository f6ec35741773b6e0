/* From log p(x_0) to Algorithm 1: both sides of each line on the page's picture, and two slips with what they do. */
const { explorer, noising, normal, bothSides, digits } = window;
const $ = (selector) => element.querySelector(selector), $$ = (selector) => [...element.querySelectorAll(selector)];
const SIZE = 32, BUDGET = 8, BELIEVED = 3, ROUNDING = 1e-10; // pixels a side; milliseconds in a frame; standard errors; of a float64's sums
const fold = $("details"), words = fold.dataset, warning = $('[data-part="warning"]');
const rows = Object.fromEntries($$("[data-row]").map((row) => [row.dataset.row, bothPlaces(row)]));
let made = {}, chain = null, always = {};

/* A row says what is compared; with it, the places of both sides. */
function bothPlaces(row) {
  const made = (tag, about = {}, ...inside) => { const one = Object.assign(document.createElement(tag), about); one.append(...inside); return one; };
  const marked = (one, name, value) => { one.dataset[name] = value; return one; };
  const sides = ["left", "right"].map((side) => marked(made("span"), "side", side));
  row.replaceChildren(
    made("span", { className: "dx-what" }, row.textContent),
    made("span", { className: "dx-sides" }, sides[0], " ", marked(made("b"), "part", "sign"), " ", sides[1]),
    marked(made("span", { className: "dx-quiet" }), "part", "apart"),
  );
  return row;
}

/* What does not follow t. */
function prepare({ picture, schedule, draw: seed }) {
  const x0 = made.picture === picture ? made.x0 : Float64Array.from(noising.pool(picture, SIZE));
  made = { picture, schedule, seed, x0, usable: bothSides.place(schedule, 2) !== null };
  chain = null;
  for (const row of Object.values(rows)) empty(row);
  for (const strip of $$("[data-strip]")) strip.replaceChildren();
  for (const canvas of $$("[data-histogram]")) canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  for (const number of $$("output[data-number], .dx-exact[data-number]")) number.textContent = "…";
  if (!made.usable) return;
  made.eps = normal.standardNormal(x0.length, seed, normal.START, 0);
  made.standIn = new window.StandIn(x0, schedule);
  chain = new window.WholeChain(x0, schedule, seed, made.standIn);
  always = bothSides.overAll(made);
}

function empty(row) {
  for (const name of ["left", "right", "error", "agrees"]) delete row.dataset[name];
  row.querySelector('[data-side="left"]').textContent = "…";
  for (const place of row.querySelectorAll('[data-side="right"], [data-part]')) place.textContent = "";
}

function show(name, { left, right, error, apart, terms, weight, blind }) {
  const row = rows[name], side = (which, text) => { row.querySelector(`[data-side="${which}"]`).textContent = text; };
  const told = (part, text) => { row.querySelector(`[data-part="${part}"]`).textContent = text; };
  const atMost = name === "jensen"; // an inequality, of which the right side is estimated
  let agrees, sign, notes = [];
  if (error === undefined) {
    const [l, r] = [left, right].map((value) => digits.exact(value));
    agrees = l === r;
    sign = agrees ? "=" : "≠";
    side("left", l);
    side("right", r);
    if (apart !== undefined) notes.push(explorer.fill(words.apart, { value: digits.exact(apart, 1) }));
  } else {
    const [estimated, other, plus] = digits.estimate(atMost ? right : left, atMost ? left : right, error), shown = `${estimated} ± ${plus}`;
    const errors = (left - right) / Math.max(error, ROUNDING * Math.abs(right), digits.NOTHING);
    agrees = atMost ? errors <= BELIEVED : Math.abs(errors) <= BELIEVED;
    sign = atMost ? "≤" : "≈";
    if (!agrees) sign = atMost ? ">" : "≠";
    side("left", atMost ? other : shown);
    side("right", atMost ? shown : other);
    if (!atMost) notes.push(explorer.fill(words.errors, { count: Math.abs(errors).toFixed(1) }));
  }
  if (terms) notes.push(explorer.fill(words.sum, Object.fromEntries(["last", "between", "first"].map((part) => [part, digits.exact(terms[part], 4)]))));
  if (weight) notes.push(explorer.fill(words.weight, { weight: digits.exact(weight, 3) }));
  if (blind) notes.push(words.blind);
  told("sign", sign);
  told("apart", notes.join(" · "));
  Object.assign(row.dataset, { left, right, error: error ?? "", agrees });
}

const draw = explorer.eachFrame(() => {
  const { picture, schedule, draw: seed, t: wanted } = explorer.state;
  if (!fold.open || !picture || !schedule) return;
  if (made.picture !== picture || made.schedule !== schedule || made.seed !== seed) prepare(explorer.state);
  const t = bothSides.place(schedule, wanted), about = `${schedule.name}:${t}:${seed}`;
  warning.hidden = made.usable && t === Math.max(1, wanted);
  warning.textContent = made.usable ? explorer.fill(words.place, { t }) : words.unusable;
  if (!made.usable) { element.dataset.drawn = about; return; }
  const { mean, variance } = made.standIn, given = { mean: digits.exact(mean, 4), variance: digits.exact(variance, 4) };
  $('[data-part="given"]').textContent = explorer.fill(words.given, given);
  if (made.t !== t) {
    const z = normal.standardNormal(made.x0.length, seed, normal.AT, t);
    for (const [name, sides] of Object.entries({ ...always, ...bothSides.atTime({ ...made, z }, t) })) show(name, sides);
    made.t = t;
  }
  const walking = !chain.done;
  if (walking && !chain.run(BUDGET)) draw();
  if (chain.walked && made.told !== t) {
    for (const [name, sides] of Object.entries(bothSides.ofChain(chain, t))) show(name, sides);
    made.told = t;
  }
  drawSlips(t);
  element.dataset.drawn = about;
  if (chain.done) element.dataset.walked = `${schedule.name}:${seed}`; else delete element.dataset.walked;
  tell();
});

/* A row of frames, each drawn once; the chain back is shown as it runs, from T to 0. */
function drawStrip(strip, frames, reversed) {
  while (strip.children.length < frames.length) {
    const canvas = document.createElement("canvas"), t = reversed ? chain.stops.at(-1 - strip.children.length) : chain.stops[strip.children.length];
    explorer.painter(canvas)(frames[strip.children.length]);
    strip.append(Object.assign(document.createElement("span"), { title: `t = ${t}` }));
    strip.lastChild.append(canvas);
  }
}

function drawSlips(t) {
  const slip = $("[name=dx-slip]:checked").value, wrong = { forth: slip === "beta", back: slip === "tilde" }, { standIn } = made;
  for (const said of $$("[data-say]")) said.hidden = said.dataset.say !== slip;
  $('[data-number="place"]').textContent = `t = ${t}`;
  for (const way of ["forth", "back"]) {
    const figure = $(`[data-part="${way}"]`), is = wrong[way] ? "slip" : "right";
    for (const kind of ["right", "slip"]) {
      const strip = figure.querySelector(`[data-strip="${kind}"]`);
      drawStrip(strip, chain.frames[way][kind], way === "back");
      strip.hidden = kind !== is;
    }
    if (way === "forth" ? !(chain.walked || chain.t >= t) : !chain.done) continue;
    const bar = made.schedule.alphaBar[t], last = (kind) => { const counts = new Int32Array(noising.BINS); noising.histogram(counts, chain.back[kind]); return counts; };
    const counts = (kind) => (way === "forth" ? chain.counts[kind][t] : last(kind));
    const shown = way === "forth" ? chain.variances[is][t] : noising.moments(chain.back[is]).variance;
    const law = way === "forth" ? { variance: bar * standIn.variance + 1 - bar } : standIn.clean;
    const bars = [{ counts: counts("right"), colour: "quiet" }, ...(wrong[way] ? [{ counts: counts("slip"), colour: "noise" }] : [])];
    explorer.drawHistogram(figure.querySelector("[data-histogram]"), bars, made.x0.length, way === "forth" ? {} : { ...law, variance: Math.max(law.variance, 1e-6) });
    const number = $(`[data-number="${way}-variance"]`);
    number.textContent = digits.exact(shown, 4);
    number.dataset.exact = shown;
    $(`[data-number="${way}-right"]`).textContent = digits.exact(law.variance, 4);
    $(`[data-number="${way}-right"]`).dataset.exact = law.variance;
  }
}

const tell = explorer.whenStill(() => {
  for (const way of ["forth", "back"]) {
    const said = (name) => $(`[data-number="${way}-${name}"]`).textContent;
    explorer.describe($(`[data-part="${way}"] [data-histogram]`), `σ² = ${said("variance")} / ${said("right")}`);
  }
});

explorer.foldable("derivation", fold);
fold.addEventListener("toggle", (event) => { if (event.target === fold) draw(); });
for (const radio of $$("[name=dx-slip]")) radio.addEventListener("change", draw);
explorer.on(element, draw);
