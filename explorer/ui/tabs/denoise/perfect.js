/* The perfect denoiser over a finite set of pictures, beside the network. value: of picture_set.py. */
const { explorer, chains, PictureSet } = window;
const $ = (part) => element.querySelector(`[data-part="${part}"]`);
const number = (name, text) => { element.querySelector(`[data-number="${name}"]`).textContent = text; };
const paint = Object.fromEntries(["mixture", "network", "exact", "nearest"].map((part) => [part, chains.painter($(part))]));
let set = null;

async function receive() {
  if (!props.value) return;
  set = await PictureSet.read(props.value);
  draw();
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
  const x = chain.sample(now.xT, i), x0 = chain.sample(now.x0, i), w = set.weights(x, now.barT), exact = set.mean(w);
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
