/* One step of training on the page's picture: what is drawn, what the network says, how far off it is; and the losses of
   many such steps. */
const { explorer, languages, bound, training, losses, Looker, PictureSet } = window;
const $ = (selector) => element.querySelector(selector), $$ = (selector) => [...element.querySelectorAll(selector)];
const words = $(".dx-train").dataset, slider = $("input[type=range]"), label = $('[data-part="label"]'), who = $('[data-part="who"]');
const painters = Object.fromEntries(["signal", "noise", "mixture", "wanted", "said", "error"].map((part) => [part, explorer.painter($(`[data-part="${part}"]`))]));
const number = (name, text) => { $(`[data-number="${name}"]`).textContent = text.replace("-", "−"); };
const [NAMES, HATS] = [words.names, words.hats].map((said) => JSON.parse(said)), LOUD = 4, CHUNK = 16, FEWER = 100, MANY = 200; // MANY: for a lesson
const plotted = losses($(".dx-scatter"));
const rows = Object.fromEntries(Object.keys(NAMES).map((target) => {
  const row = $('[data-part="languages"] tbody').insertRow();
  row.dataset.target = target;
  row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: NAMES[target] }));
  for (const cell of ["error", "weight"]) row.insertCell().dataset.cell = cell;
  return [target, row];
}));

let asked = null, next = null, drawn = {}, last = null, running = null, whole = null;
let tried = []; // of a lesson's draws: what they were of, so that nobody is asked again and again who does not answer

/* The label's menu, once the network says what it knows. */
function offer() {
  const { knows, source, remote } = training.looker;
  if (!knows || label.dataset.source === source) return;
  label.dataset.source = source;
  training.looker.offerLabels(label, label.getAttribute("aria-label"));
  training.label = label.value;
  $('[data-draw="1000"]').textContent = `× ${remote ? FEWER : 1000}`;
}

const current = () => {
  const { schedule, picture, source, t, draw, target } = explorer.state;
  return { schedule, picture, source, t: Math.max(1, t), draw, target, label: training.label };
};

function ask() {
  const now = current();
  if (!now.picture || !now.schedule || running) return;
  if (["picture", "source", "schedule", "label"].some((name) => now[name] !== drawn[name])) plotted.clear();
  const changed = Object.keys(now).filter((name) => now[name] !== drawn[name]);
  if (!changed.length) return;
  drawn = now;
  drawInputs(now);
  if (last && changed.every((name) => name === "target")) { show(last, now); return; }
  next = now;
  if (training.looker.remote) later(); else if (!asked) answer();
}
const later = explorer.whenStill(() => { if (!asked) answer(); });

/* While one question is being answered, only the latest of the others is kept. */
async function answer() {
  while (next) {
    asked = next;
    next = null;
    try {
      const [look] = await training.looker.look([{ bar: asked.schedule.alphaBar[asked.t], at: null }], { seed: asked.draw, label: asked.label });
      offer();
      if (training.looker.source === asked.source) { last = look; perfect(asked.source); show(look, { ...asked, target: explorer.state.target }); }
    } catch (error) {
      if (training.looker.source !== explorer.state.source) continue;
      training.looker.forget();
      who.textContent = error.sentence ?? words.failed;
      element.dataset.phase = "failed";
    }
  }
  asked = null;
}

/* What needs no network: it follows the slider in every frame. */
function drawInputs({ schedule, t, draw, target }) {
  const bar = schedule.alphaBar[t];
  number("t", `t = ${t}`);
  number("place", `t = ${t}`);
  number("seed", String(draw));
  number("a", Math.sqrt(bar).toFixed(3));
  number("b", Math.sqrt(1 - bar).toFixed(3));
  slider.max = explorer.state.T;
  slider.value = t;
  slider.setAttribute("aria-valuetext", `t = ${t}`);
  $('[data-name="wanted"]').textContent = NAMES[target];
  $('[data-name="said"]').textContent = HATS[target];
}

function show(look, asked) {
  const { schedule, t, target, draw } = asked, { shape: [channels], x0, eps, x, b } = look;
  const colour = (picture) => Looker.inColour(picture, channels);
  painters.signal(colour(x0));
  painters.noise(colour(eps));
  painters.mixture(colour(x));
  const blind = training.blind(look) || !look.eps_hat, names = ["wanted", "said", "error"];
  for (const name of names) $(`[data-part="${name}"]`).style.visibility = blind ? "hidden" : "";
  if (!blind) {
    const { wanted, said, error } = languages.compare(target, schedule, t, look);
    const zoom = target === "score" ? b : 1; // the score is shown in units of the noise, as it is drawn in no others
    painters.wanted(colour(wanted), undefined, zoom);
    painters.said(colour(said), undefined, zoom);
    painters.error(colour(wanted.map((value, i) => LOUD * (value - said[i]))), undefined, zoom);
    number("loss", error.toPrecision(3));
    $('[data-number="loss"]').dataset.exact = error;
    showLanguages(schedule, t, bound.squares(look.x0, look.x0_hat), target);
  } else number("loss", "–");
  who.textContent = explorer.fill(training.looker.remote ? words.server : words.few, { name: asked.source });
  element.dataset.phase = "ready";
  element.dataset.drawn = `${schedule.name}:${t}:${draw}:${target}:${asked.source}:${asked.label}`;
  tell();
}

function showLanguages(schedule, t, error, target) {
  const all = languages.errors(schedule, t, error);
  for (const [name, row] of Object.entries(rows)) {
    const cell = (part, value) => { const place = row.querySelector(`[data-cell="${part}"]`); place.textContent = value?.toPrecision(3) ?? "–"; place.dataset.exact = value ?? ""; };
    cell("error", all[name]);
    cell("weight", t > 1 ? bound.weight(schedule, t, name, "ddpm-small") : null);
    row.ariaCurrent = name === target ? "true" : null;
  }
}

const tell = explorer.whenStill(() => {
  const said = `t = ${Math.max(1, explorer.state.t)}, ${$('[data-number="loss"]').textContent}`;
  for (const part of ["mixture", "wanted", "said", "error"]) explorer.describe($(`[data-part="${part}"]`), said);
});

const chance = () => ({ t: 1 + Math.floor(Math.random() * explorer.state.T), draw: Math.floor(Math.random() * 1e6) });

/* One draw shows all of it; many add points, until they are stopped. */
async function draws(count, button) {
  if (running) { running.stopped = true; return; }
  const mine = running = { stopped: false }, { schedule, source, picture } = explorer.state, word = button.textContent;
  const same = () => !mine.stopped && explorer.state.source === source && explorer.state.schedule === schedule && explorer.state.picture === picture;
  if (count > 1) { button.textContent = "■"; button.dataset.running = ""; }
  runDown();
  const set = perfect(source);
  try {
    for (let done = 0; done < count && same();) {
      const many = Array.from({ length: training.looker.remote ? Math.min(CHUNK, count - done) : 1 }, chance), points = [];
      for (const { t, draw } of training.looker.remote ? [] : many) points.push([t, draw, (await look(schedule, [t], draw))[0]]);
      if (training.looker.remote) {
        const draw = many[0].draw; // one seed for a batch: noise of (seed, at) is another for each t
        (await look(schedule, many.map(({ t }) => t), draw, count > 1)).forEach((said, k) => points.push([many[k].t, draw, said]));
      }
      if (!same()) break;
      done += points.length;
      plotted.add(points.filter(([, , said]) => said.eps_hat && !training.blind(said)).map(([t, , said]) => errorsOf(schedule, t, said, set.pictures)));
      if (count === 1) put(...points[0]);
    }
  } catch (error) {
    who.textContent = error.sentence ?? words.failed;
  }
  button.textContent = word;
  delete button.dataset.running;
  running = null;
  ask();
  follow(explorer.state);
}

/* A draw is on the stage: what was said of it need not be asked again. */
function put(t, draw, said) {
  last = said;
  explorer.set({ t, draw });
  drawn = current();
  drawInputs(drawn);
  show(said, drawn);
  requestAnimationFrame(() => setTimeout(() => trigger("drew"))); // the fields follow when it has been seen
}

/* The lines light up one after the other. */
function runDown() {
  for (const line of $$(".dx-algorithm li")) {
    line.classList.remove("dx-done");
    void line.offsetWidth; // so that it begins anew
    line.classList.add("dx-done");
  }
}

const look = (schedule, times, draw, apart = false) => training.looker.look(times.map((t) => ({ bar: schedule.alphaBar[t], at: apart ? t : null })), { seed: draw, label: training.label });

/* {pictures}: what the network has learned from, once it has come, if all of it is here. No draw waits for it. */
function perfect(source) {
  if (whole?.source === source && whole.label === training.label) return whole;
  const mine = whole = { source, label: training.label, pictures: null };
  Looker.learned({ source, label: training.label }).then(async ({ known, all }) => {
    if (known && all) mine.pictures = await PictureSet.read(known);
    element.dataset.learned = `${source}:${all ? "all" : "some"}`;
  }).catch(() => { if (whole === mine) whole = null; }); // the next draw asks again
  return mine;
}

/* The losses of a draw, of the network and of the perfect denoiser over `set`, in each language. */
function errorsOf(schedule, t, { x, x0, eps, a, x0_hat, eps_hat }, set) {
  const loss = { ...languages.errors(schedule, t, bound.squares(x0, x0_hat)), epsilon: bound.squares(eps, eps_hat) };
  return { t, loss, exact: set && languages.errors(schedule, t, bound.squares(x0, set.mean(set.weights(x, a * a)))) };
}

/* What a lesson says of many draws: none while it asks, and all when it answers. */
function follow({ draws: wanted, lesson, picture, schedule, source }) {
  if (!wanted || !picture || !schedule || explorer.link.asked) return;
  if (wanted === "none" && running) running.stopped = true;
  else if (running) return;
  else if (wanted === "none" && plotted.count) plotted.clear();
  else if (wanted === "many" && !plotted.count) {
    const of = [lesson, picture, schedule, source];
    if (of.every((one, i) => one === tried[i])) return;
    tried = of;
    draws(MANY, $('[data-draw="1000"]'));
  }
}

for (const button of $$("[data-draw]")) {
  button.addEventListener("click", () => draws(button.dataset.draw === "1000" && training.looker.remote ? FEWER : Number(button.dataset.draw), button));
}
slider.addEventListener("input", () => explorer.set({ t: Number(slider.value) }));
label.addEventListener("change", () => { training.label = label.value; ask(); });
const step = (by) => (event) => explorer.set({ t: explorer.state.t + by * window.hall.stride(event) });
explorer.keys(element, {
  ArrowLeft: step(-1), ArrowRight: step(1), Home: () => explorer.set({ t: 1 }), End: () => explorer.set({ t: explorer.state.T }),
  " ": () => $('[data-draw="1"]').click(),
});
explorer.on(element, (state) => { plotted.show(state.target, NAMES[state.target], HATS[state.target]); ask(); follow(state); });
