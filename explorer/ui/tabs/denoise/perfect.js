/* The perfect denoiser: E[x_0 | x_t] is the mean of the set's pictures, each weighted by how likely it is to have become
   x_t. value: {shape: (N, H, W, C), pictures: zlib of their grey levels}. */
const { explorer, chains } = window;
const $ = (part) => element.querySelector(`[data-part="${part}"]`);
const number = (name, text) => { element.querySelector(`[data-number="${name}"]`).textContent = text; };
const paint = Object.fromEntries(["mixture", "network", "exact", "nearest"].map((part) => [part, chains.painter($(part))]));
let set = null;

async function receive() {
  if (!props.value) return;
  const [count, size, , channels] = props.value.shape, one = channels * size * size;
  const inflated = new Blob([explorer.decode(props.value.pictures)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const grey = new Uint8Array(await new Response(inflated).arrayBuffer());
  const pictures = Array.from({ length: count }, (_, i) => {
    const picture = new Float32Array(one);
    for (let p = 0; p < size * size; p++) for (let c = 0; c < channels; c++) picture[c * size * size + p] = grey[i * one + p * channels + c] / 127.5 - 1;
    return picture;
  });
  set = { one, pictures, norms: pictures.map((d) => dot(d, d)) };
  draw();
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/* The weight of each picture: a softmax of -|x_t - a d|^2 / 2 (1 - a^2), without |x_t|^2, which all share. */
function weights(x, bar) {
  const a = Math.sqrt(bar), logits = set.pictures.map((d, i) => (a * dot(x, d) - bar / 2 * set.norms[i]) / (1 - bar));
  const top = Math.max(...logits), likely = logits.map((logit) => Math.exp(logit - top)), total = likely.reduce((sum, w) => sum + w, 0);
  return likely.map((w) => w / total);
}

const tell = explorer.whenStill(() => {
  for (const part of ["mixture", "network", "exact"]) explorer.describe($(part), `t = ${element.dataset.t}`);
  explorer.describe($("nearest"), element.querySelector('[data-number="weight"]').textContent);
});

const draw = explorer.eachFrame(() => {
  const { side, time, sample } = explorer.state, chain = explorer.state[side] ?? explorer.state.chain;
  const ready = Boolean(chain?.steps.length && set?.pictures.length && set.one === chain.one);
  $("wait").hidden = ready;
  $("show").hidden = !ready;
  if (!ready) return;
  const i = Math.min(sample, chain.seeds.length - 1), now = chain.at(Math.min(chain.indexAt(time), chain.steps.length - 1));
  const x = chain.sample(now.xT, i), x0 = chain.sample(now.x0, i), w = weights(x, now.barT), exact = new Float32Array(set.one);
  w.forEach((weight, k) => {
    if (weight > 1e-9) for (let p = 0; p < set.one; p++) exact[p] += weight * set.pictures[k][p];
  });
  const nearest = w.indexOf(Math.max(...w));
  paint.mixture(chain, x);
  paint.network(chain, x0);
  paint.exact(chain, exact);
  paint.nearest(chain, set.pictures[nearest]);
  number("weight", `${(100 * w[nearest]).toFixed(w[nearest] > 0.9995 ? 0 : 1)} %`);
  number("t", `t = ${now.t}`);
  number("averaged", (1 / w.reduce((sum, weight) => sum + weight ** 2, 0)).toFixed(1));
  number("apart", Math.sqrt(x0.reduce((sum, value, p) => sum + (value - exact[p]) ** 2, 0) / set.one).toFixed(3));
  Object.assign(element.dataset, { t: now.t, count: set.pictures.length });
  tell();
});

explorer.on(element, draw);
watch("value", receive);
receive();
