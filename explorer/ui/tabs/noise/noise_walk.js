/* q(x_t | x_0) in one jump beside the chain of t single steps q(x_t | x_{t-1}), on the same small picture. */
const { explorer, noising, normal } = window;
const $ = (selector) => element.querySelector(selector), details = $("details"), SIZE = 64, BUDGET = 8;
const number = (name, value) => { $(`[data-number="${name}"]`).textContent = value.toFixed(3).replace("-", "−"); };
const paintJump = explorer.painter($('[data-part="jump"]')), paintWalk = explorer.painter($('[data-part="walk"]'));
const counts = { jump: new Int32Array(noising.BINS), walk: new Int32Array(noising.BINS) };
const jump = new Float32Array(3 * SIZE * SIZE);
let walk = null, x0 = null, eps = null, start = null, made = {};

function prepare({ picture, seed, schedule }, scaled) {
  if (made.picture !== picture || made.seed !== seed) {
    x0 = noising.pool(picture, SIZE);
    eps = normal.standardNormal(x0.length, seed, normal.START, 0);
  }
  walk = new noising.Walk(x0, schedule.beta, seed, scaled);
  start = noising.moments(x0);
  made = { picture, seed, schedule, scaled };
}

const tell = explorer.whenStill(() => {
  const said = (name) => $(`[data-number="${name}"]`).textContent, { t } = explorer.state;
  const shows = ["jump", "walk"].map((name) => `μ = ${said(`${name}-mean`)}, σ² = ${said(`${name}-variance`)}`);
  explorer.describe($('[data-part="jump"]'), `t = ${t}, ${shows[0]}`);
  explorer.describe($('[data-part="walk"]'), `t = ${t}, ${shows[1]}`);
  explorer.describe($("[data-histogram]"), shows.join("; "));
});

const draw = explorer.eachFrame(() => {
  const { state } = explorer, { t, T, schedule, picture, seed } = state, scaled = !$("[data-unscaled]").checked;
  if (!details.open || !picture || !schedule) return;
  if (made.picture !== picture || made.seed !== seed || made.schedule !== schedule || made.scaled !== scaled) prepare(state, scaled);
  walk.to(t, BUDGET);
  const bar = schedule.alphaBar[t], a = Math.sqrt(bar), b = Math.sqrt(1 - bar);
  noising.mix(jump, x0, eps, a, b);
  paintJump(x0, eps, a, b);
  paintWalk(walk.x);
  noising.histogram(counts.jump, jump);
  noising.histogram(counts.walk, walk.x);
  explorer.drawHistogram($("[data-histogram]"), [{ counts: counts.jump, colour: "quiet" }, { counts: counts.walk, colour: "text" }], jump.length);
  let added = 0;
  for (const beta of schedule.beta) added += beta;
  const most = scaled ? 1.5 : start.variance + added;
  const rows = { jump: noising.moments(jump), walk: noising.moments(walk.x), exact: { mean: a * start.mean, variance: bar * start.variance + 1 - bar } };
  for (const [name, { mean, variance }] of Object.entries(rows)) {
    number(`${name}-mean`, mean);
    number(`${name}-variance`, variance);
    Object.assign($(`[data-meter="${name}"]`), { max: most, value: variance });
  }
  $('[data-number="most"]').textContent = most.toFixed(1);
  $("[data-same]").hidden = !scaled;
  $("[data-grows]").hidden = scaled;
  element.dataset.walked = `${schedule.name}:${walk.t}`;
  if (walk.t !== t) draw(); // the walk takes its time
  tell();
});

details.addEventListener("toggle", draw);
explorer.foldable("walk", details);
$("[data-unscaled]").addEventListener("change", draw);
explorer.on(element, draw);
