/* The guess of the perfect denoiser over what the network has learned from, beside the network's own. */
"use strict";
// needs: explorer.js, picture_set.js, looker.js
window.exactGuess = (stage, colour) => {
  const { explorer, Looker, PictureSet } = window, figure = stage.querySelector('[data-term="exact"]');
  const canvas = figure.querySelector("canvas"), paint = explorer.painter(canvas), words = figure.dataset;
  const note = figure.querySelector('[data-part="none"]');
  let set = null, of = null; // the set, and whose it is

  /* Ask for the set of this network and label; again() when it has come. */
  async function learn(source, label, again) {
    const mine = of = `${source}:${label}`;
    set = null;
    const { known } = await Looker.learned({ source, label });
    const read = known && await PictureSet.read(known);
    if (of !== mine) return;
    set = read;
    note.hidden = Boolean(set);
    again();
  }

  /* Show E[x_0 | x] at alpha_bar = bar; of a clean picture, x0 itself. */
  function draw({ x, x0, bar, channels, source, label, key }, again) {
    if (figure.hidden) return;
    if (of !== `${source}:${label}`) { learn(source, label, again).catch(() => { of = null; }); return; }
    if (set?.one !== x.length) return;
    paint(colour(bar === 1 ? x0 : set.mean(set.weights(x, bar)), channels));
    figure.dataset.exact = key;
    canvas.setAttribute("aria-label", `${explorer.fill(words.over, { count: set.pictures.length })}: t = ${explorer.state.t}`);
  }

  return { draw };
};
