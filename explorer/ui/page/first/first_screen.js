/* The first screen. value: {sheet, seeds, alpha_bar}: a file with the network's guesses, a row for each step and a column
   for each seed; alpha_bar at those steps. Whoever has a link, or has been here before, does not see it. */
const { explorer, noising, normal } = window, SEEN = "diffusion-explorer-seen";
const SIDE = 32, COLUMNS = 3, GAP = 1, ONE = 3 * SIDE * SIDE;
const STEP_MS = 90, BACK_MS = 30, STAY_MS = 2400, REST_MS = 300, APART_MS = 300; // of one drawing; between two
const dialog = element.querySelector("dialog"), canvas = element.querySelector("canvas");

/* The frames of one chain, from noise to the drawing: DDIM, see ddim in diffusion/rules.py. */
function chain(guesses, seed) {
  const bars = [...props.value.alpha_bar, 1], x = normal.standardNormal(ONE, seed, normal.START, 0), frames = [];
  for (let step = 0; step < bars.length; step++) {
    const frame = new ImageData(SIDE, SIDE);
    noising.show(new Uint32Array(frame.data.buffer), x, x, 1, 0);
    frames.push(frame);
    if (step === guesses.length) break;
    const [a, b] = [bars[step], bars[step + 1]], keep = Math.sqrt((1 - b) / (1 - a));
    noising.mix(x, guesses[step], x, Math.sqrt(b) - keep * Math.sqrt(a), keep); // eps_hat is (x - sqrt(a) x0_hat) / sqrt(1 - a)
  }
  return frames;
}

async function read() {
  const { sheet, seeds } = props.value, image = await explorer.image(explorer.shipped(sheet));
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const guess = (column, row) => noising.values(context.getImageData(column * SIDE, row * SIDE, SIDE, SIDE).data);
  return seeds.map((seed, i) => chain(Array.from({ length: height / SIDE }, (_, row) => guess(i, row)), seed));
}

/* Which frame of `last` a drawing shows that began `ms` ago: to the drawing, a while there, and quickly back. */
function place(ms, last) {
  const there = last * STEP_MS, back = there + STAY_MS, at = Math.max(0, ms) % (back + last * BACK_MS + REST_MS);
  return Math.max(0, Math.floor(at < back ? Math.min(last, at / STEP_MS) : last - (at - back) / BACK_MS));
}

function play(chains) {
  const context = canvas.getContext("2d"), last = chains[0].length - 1, shown = [], began = performance.now();
  const still = (i) => Math.round(last * i / (chains.length - 1)); // from noise to drawing, in the order of reading
  canvas.width = canvas.height = COLUMNS * (SIDE + GAP) - GAP;
  (function frame(now) {
    chains.forEach((frames, i) => {
      const next = explorer.calm() ? still(i) : place(now - began - i * APART_MS, last);
      if (next === shown[i]) return;
      shown[i] = next;
      context.putImageData(frames[next], (i % COLUMNS) * (SIDE + GAP), Math.floor(i / COLUMNS) * (SIDE + GAP));
    });
    canvas.dataset.drawn = shown.join();
    if (dialog.open) requestAnimationFrame(frame);
  })(began);
}

const fold = () => dialog.close();
const act = {
  try: () => document.querySelector(".dx-noise_stage input[type=range]").focus({ preventScroll: true }),
  tour: () => document.querySelector(".dx-shelf button").click(),
};
const MODIFIERS = ["Tab", "Shift", "Control", "Alt", "AltGraph", "Meta"];

dialog.addEventListener("click", ({ target }) => {
  fold();
  act[target.dataset.first]?.();
});
for (const kind of ["wheel", "touchmove"]) dialog.addEventListener(kind, fold, { passive: true });
window.addEventListener("keydown", ({ key, target, ctrlKey, metaKey }) => {
  if (!dialog.open || ctrlKey || metaKey || MODIFIERS.includes(key)) return;
  if (!(["Enter", " "].includes(key) && target.closest("button"))) fold();
}, true);
dialog.addEventListener("close", () => localStorage.setItem(SEEN, "1"));

if (!explorer.link.asked && !localStorage.getItem(SEEN)) {
  dialog.showModal();
  dialog.focus();
  read().then(play, () => {}); // without the file, the sentence stands alone
}
