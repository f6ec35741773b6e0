/* The same picture at 32 x 32 and at 256 x 256 with the same alpha_bar_t, and the large one averaged down. */
const { explorer, noising, normal } = window;
const details = element.querySelector("details"), SMALL = 32, LARGE = 256;
const paint = Object.fromEntries(["small", "large", "pooled"].map((part) => [part, explorer.painter(element.querySelector(`[data-part="${part}"]`))]));
let small = null, noise = null, pooledNoise = null, made = {};

const tell = explorer.whenStill(() => {
  const { t, schedule } = explorer.state;
  for (const picture of element.querySelectorAll("canvas")) explorer.describe(picture, `t = ${t}, ᾱ = ${schedule.alphaBar[t].toPrecision(3)}`);
});

const draw = explorer.eachFrame(() => {
  const { t, schedule, picture, seed } = explorer.state;
  if (!details.open || !picture || !schedule) return;
  if (made.seed !== seed) {
    noise = normal.standardNormal(3 * LARGE * LARGE, seed, normal.START, 0);
    pooledNoise = noising.pool(noise, SMALL);
  }
  if (made.picture !== picture) small = noising.pool(picture, SMALL);
  made = { seed, picture };
  const a = Math.sqrt(schedule.alphaBar[t]), b = Math.sqrt(1 - schedule.alphaBar[t]);
  paint.small(small, noise, a, b);
  paint.large(picture, noise, a, b);
  paint.pooled(small, pooledNoise, a, b);
  tell();
});

details.addEventListener("toggle", draw);
explorer.foldable("sizes", details);
explorer.on(element, draw);
