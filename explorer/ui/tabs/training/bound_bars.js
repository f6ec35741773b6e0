/* The bound of the page's picture from a hundred looks at it; where its bits are spent, over t and over the picture. */
const { explorer, plotting, bound, strata, training, pixelGaussians, rateDistortion } = window;
const $ = (selector) => element.querySelector(selector), LOOKS = 100, CHUNK = 10, FEW = 8; // FEW: more bars at once, for a chart takes longer than a look
const fold = $("details"), words = fold.dataset, button = $(".dx-weigh"), progress = $("progress"), bars = $('[data-part="bars"]');
const map = $('[data-part="map"]'), warning = $('[data-part="warning"]'), results = $('[data-part="results"] tbody');
const kept = new Map(); // what was weighed, by all that it follows from
const begun = new Set(); // networks that were asked without the button
let shown = null, running = null;
const chosen = (name) => $(`[name=${name}]:checked`).value;
const pixel = pixelGaussians(element, () => shown);

/* What the bound follows from, now. */
function current() {
  const { picture, source, draw, T } = explorer.state, schedule = explorer.state[chosen("dx-under")];
  const { label } = training;
  return { picture, source, draw, T, schedule, label, key: [source, label, draw, T, schedule?.name, schedule?.alphaBar.reduce((sum, bar, t) => sum + bar * (t + 1), 0)].join(":") };
}

const seen = new WeakMap(); // pictures are told apart by a number
let pictures = 0;
function keyOf({ picture, key }) {
  if (!seen.has(picture)) seen.set(picture, ++pictures);
  return `${seen.get(picture)}:${key}`;
}

async function weigh() {
  if (running) { running.stopped = true; return; }
  const about = current();
  if (!about.picture || !about.schedule) return;
  const mine = running = { stopped: false };
  button.textContent = button.dataset.stop;
  warning.hidden = true;
  const parts = strata.choose(about.T, LOOKS, about.draw), times = [1, ...parts.map(({ times: [t] }) => t), ...parts.flatMap(({ times }) => times.slice(1))];
  const found = { ...about, parts, looks: times.length, bits: { "ddpm-small": new Map(), ddpm: new Map() }, errors: new Map(), map: null, name: about.source };
  try {
    while (times.length && !mine.stopped) {
      const some = times.splice(0, training.looker.remote ? CHUNK : 1), { schedule } = about;
      const looks = await training.looker.look(some.map((t) => ({ bar: schedule.alphaBar[t], at: t })), { seed: about.draw, label: about.label });
      if (explorer.state.source !== about.source) throw new Error("changed");
      looks.forEach((look, k) => take(found, some[k], look));
      progress.value = 1 - times.length / found.looks;
      if (current().key === about.key) { shown = found; later(); }
    }
    if (!mine.stopped) finish(found);
  } catch (error) {
    if (error.message !== "changed") warn(error.sentence ?? error.message);
  }
  button.textContent = button.dataset.go;
  progress.value = 0;
  running = null;
  begin();
}

/* The first time that it is open with a network that runs on this device, nobody has to ask. */
const begin = explorer.eachFrame(async () => {
  const { source, picture } = explorer.state;
  if (!fold.open || !fold.offsetParent || running || shown || begun.has(source)) return;
  if (explorer.link.asked || !picture) { begin(); return; } // it is on its way
  begun.add(source);
  await training.looker.open();
  if (!training.looker.remote && !running && explorer.state.source === source) weigh();
});

function warn(sentence) { warning.textContent = sentence; warning.hidden = false; }

/* The terms of one look. */
function take(found, t, look) {
  const { schedule, bits, parts } = found, { x0, x0_hat, shape } = look, n = shape[1] * shape[2], one = x0.length;
  if (training.blind(look) || !x0_hat || t > 1 && !bound.posterior(schedule, t).variance) throw new Error(explorer.fill(words.blind, { t }));
  found.map ??= { shape, bits: new Float64Array(n) };
  if (t === 1) {
    const power = bound.mean(one, (i) => x0[i] ** 2), all = Float64Array.from({ length: one }, (_, i) => bound.decoder(schedule, x0[i], x0_hat[i]));
    const last = bound.mean(one, (i) => all[i]);
    found.errors.set(t, bound.squares(x0, x0_hat));
    for (const variance of bound.VARIANCES) { bits[variance].set(1, last); bits[variance].set(null, bound.prior(schedule, power)); }
    for (let i = 0; i < one; i++) found.map.bits[i % n] += (all[i] + bound.prior(schedule, x0[i] ** 2)) / one * n;
    return;
  }
  const error = bound.squares(x0, x0_hat);
  found.errors.set(t, error);
  for (const variance of bound.VARIANCES) bits[variance].set(t, bound.step(schedule, t, error, variance));
  const part = parts.find(({ low, high }) => low <= t && t <= high), share = strata.size(part) / part.times.length;
  for (let i = 0; i < one; i++) found.map.bits[i % n] += share * bound.step(schedule, t, (x0[i] - x0_hat[i]) ** 2, "ddpm-small") / one * n;
}

function finish(found) {
  found.estimates = Object.fromEntries(bound.VARIANCES.map((variance) => [variance, strata.estimate(found.parts, found.bits[variance])]));
  kept.set(keyOf(found), found);
  const row = results.insertRow(0), small = found.bits["ddpm-small"];
  const number = (value, digits = 3) => value.toFixed(digits);
  const total = (variance) => `${number(found.estimates[variance].total)} ± ${number(found.estimates[variance].error)}`;
  [found.name + (found.label === "" ? "" : ` · ${training.looker.knows?.names[found.label] ?? found.label}`), found.schedule.name, number(small.get(1)), number(Math.abs(small.get(null)), 4), total("ddpm-small"), total("ddpm")]
    .forEach((text) => { row.insertCell().textContent = text; });
  Object.assign(row.dataset, { source: found.source, schedule: found.schedule.name, times: JSON.stringify(found.parts.map(({ times }) => times)) });
  for (const variance of bound.VARIANCES) row.dataset[variance === "ddpm" ? "beta" : "betaTilde"] = found.estimates[variance].total;
  Object.assign(row.dataset, { decoder: small.get(1), prior: small.get(null), error: found.estimates["ddpm-small"].error, seed: found.draw, label: found.label });
  shown = found;
  later();
}

/* Bits of each stratum, as far as they are known. */
function figure(bits, parts) {
  const known = parts.map((part) => { const looks = part.times.filter((t) => bits.has(t)).map((t) => bits.get(t)); return looks.length ? strata.size(part) * looks.reduce((a, b) => a + b) / looks.length : null; });
  const names = ["L₀", ...parts.map(({ low, high }) => (low === high ? `t = ${low}` : `t = ${low}…${high}`)), "L_T"];
  const y = [bits?.get(1) ?? null, ...known, bits?.get(null) ?? null], colours = y.map((_, i) => explorer.colour(i === y.length - 1 ? "exact" : "network"));
  const ticks = names.map((_, i) => i).filter((i) => i === 0 || i === names.length - 1 || (i % 8 === 0 && i < names.length - 4)); // not beside the last
  const layout = {
    margin: plotting.room(), bargap: 0.15,
    xaxis: { tickangle: 0, tickvals: ticks, ticktext: ticks.map((i) => (i === 0 ? "L₀" : i === names.length - 1 ? "L<sub>T</sub>" : String(parts[i - 1].low))), title: { text: words.times } },
    yaxis: { title: { text: words.axis, standoff: 8 }, rangemode: "tozero" },
  };
  return { data: [{ type: "bar", x: names.map((_, i) => i), y, text: names, hovertemplate: "%{text}: %{y:.4f}<extra></extra>", textposition: "none", marker: { color: colours } }], layout };
}

function drawBars() {
  const variance = chosen("dx-variance"), bits = shown?.bits[variance], known = shown?.estimates ? "all" : Math.floor(bits?.size / FEW), about = shown ? `${keyOf(shown)}:${known}:${variance}` : "";
  plotting.follow(bars, words.script, about, () => figure(bits, shown?.parts ?? []));
}

/* Once all is known. */
function drawRate() {
  if (!shown?.estimates) return;
  const variance = chosen("dx-variance");
  plotting.follow($('[data-part="rate"]'), words.script, `${keyOf(shown)}:${variance}`, () => rateDistortion.figure(shown, variance, words));
}

/* Darker where a pixel costs more; the most is the 99th of 100. */
function drawMap() {
  if (!shown?.map) return;
  const { bits, shape: [, size] } = shown.map, sorted = [...bits].sort((a, b) => a - b), most = sorted[Math.floor(0.99 * (sorted.length - 1))] || 1;
  map.width = map.height = size;
  const context = map.getContext("2d"), image = context.createImageData(size, size);
  bits.forEach((value, p) => { const dark = Math.min(1, value / most); image.data.set([255 - 99 * dark, 255 - 213 * dark, 255 - 127 * dark, 255], 4 * p); });
  context.putImageData(image, 0, 0);
  pixel.mark(context);
}

const later = explorer.eachFrame(() => {
  if (!fold.open || !fold.offsetParent) return;
  drawBars();
  drawRate();
  drawMap();
  pixel.draw();
  element.dataset.weighed = shown?.estimates ? `${shown.source}:${shown.schedule.name}:${shown.draw}:${shown.label}` : "";
  if (shown?.estimates) explorer.describe(bars, results.rows[0].innerText.replaceAll("\t", ", "));
});

explorer.foldable("bound", fold);
fold.addEventListener("toggle", () => { later(); begin(); });
button.addEventListener("click", weigh);
for (const radio of element.querySelectorAll("input[type=radio]")) radio.addEventListener("change", later);
const hear = () => {
  const { schedule, other, picture } = explorer.state;
  if (!schedule || !picture) return;
  $('[data-name="schedule"]').textContent = schedule.name;
  $('[data-name="other"]').textContent = other.name;
  const now = current();
  shown = kept.get(keyOf(now)) ?? (running ? shown : null);
  later();
  begin();
};
for (const radio of element.querySelectorAll("[name=dx-under]")) radio.addEventListener("change", hear);
explorer.on(element, hear);
