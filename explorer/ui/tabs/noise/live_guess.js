/* What a network makes of x_t, beside it: x0_hat and eps_hat of this picture at this t, as the slider moves. Computed on
   this device (device.js) from what the network gets: the picture in its size, noised as the stage noises it. */
"use strict";
// needs: noising.js, explorer.js
window.liveGuess = (() => {
  const GREY = [0.299, 0.587, 0.114]; // of red, green and blue, as Pillow weighs them
  const LEAST = 1.17549435e-38; // in place of no signal at all: see diffusion/prediction.py

  /* What an output means: out <- x0_hat, from x_t = a x_0 + b eps. */
  const X0 = {
    epsilon: (x, said, a, b) => (x - b * said) / Math.max(a, LEAST),
    sample: (x, said) => said,
    v_prediction: (x, said, a, b) => a * x - b * said,
  };
  const EPS = {
    epsilon: (x, said) => said,
    sample: (x, said, a, b) => (x - a * said) / b,
    v_prediction: (x, said, a, b) => a * said + b * x,
  };

  const logSnr = (bar) => Math.log(bar / (1 - bar));

  /* The network's time, 1..T, that has as much noise as alpha_bar says: the same t under its own schedule. */
  function timeOf(alphaBar, bar) {
    let t = 1, most = alphaBar.length - 1; // alpha_bar falls: t becomes the first time with no more signal, or T
    while (t < most) {
      const middle = (t + most) >> 1;
      if (alphaBar[middle] <= bar) most = middle; else t = middle + 1;
    }
    const apart = (time) => Math.abs(logSnr(alphaBar[time]) - logSnr(bar));
    return t > 1 && alphaBar[t] !== bar && apart(t - 1) < apart(t) ? t - 1 : t;
  }

  /* A picture of noising.js in as many channels as a network has. */
  function inChannels(x, channels) {
    if (channels === 3) return x;
    const n = x.length / 3;
    return Float32Array.from({ length: n }, (_, p) => GREY.reduce((sum, weight, c) => sum + weight * x[p + c * n], 0));
  }

  /* And in three channels, to be shown. */
  function inColour(x, channels) {
    if (channels === 3) return x;
    const out = new Float32Array(3 * x.length);
    for (let c = 0; c < 3; c++) out.set(x, c * x.length);
    return out;
  }

  /* The guess at the stage of the Noise tab. Its network is the one that is chosen in Denoise. */
  function view(stage) {
    const { explorer, noising, normal } = window;
    const $ = (selector) => stage.querySelector(selector), figure = $('[data-term="guess"]'), words = figure.dataset;
    const ask = $(".dx-guess-ask"), label = $('[data-part="label"]'), progress = ask.querySelector("progress");
    const given = $('[data-part="given"]'), hatFigure = $('[data-term="eps_hat"]');
    const paintGuess = explorer.painter($('[data-part="guess"]')), paintGiven = explorer.painter(given);
    const paintEps = explorer.painter($('[data-part="eps_hat"]'));
    let network = null, opening = null, asked = null, next = null; // asked: what is being answered; next: waits for it
    let x0 = null, eps = null, made = {};

    const source = () => explorer.state.source ?? words.source;

    /* Open the network: once for each that is chosen. What comes late of another one is not taken. */
    function wake() {
      if (opening === source()) return;
      const mine = opening = source();
      network = null;
      show("loading");
      window.device.network(mine).then((opened) => {
        if (opening !== mine) return;
        network = opened;
        offerLabels();
        guess();
      }, (error) => {
        if (opening !== mine) return;
        show("failed", error.reason);
      });
    }

    function show(phase, reason) {
      figure.dataset.phase = phase;
      ask.hidden = phase === "ready";
      ask.querySelector("button").hidden = phase === "loading";
      progress.hidden = phase !== "loading";
      ask.querySelector("p").textContent = phase === "failed" ? words[reason] ?? words.failed : words.ask;
    }

    function offerLabels() {
      const { labels, names = labels, no_label: none } = network.offer, chosen = label.value;
      const options = labels.map((_, i) => new Option(names[i], i));
      if (none !== null || !labels.length) options.unshift(new Option(words.any, ""));
      label.replaceChildren(...options);
      label.value = options.some(({ value }) => value === chosen) ? chosen : options[0].value;
      label.hidden = !labels.length;
    }

    function prepare({ picture, seed }, [channels, size]) {
      if (made.picture === picture && made.seed === seed && made.size === size && made.channels === channels) return;
      x0 = inChannels(noising.pool(picture, size), channels);
      eps = normal.standardNormal(x0.length, seed, normal.START, 0);
      made = { picture, seed, size, channels };
    }

    /* Ask for this picture at this t. While one question is being answered, only the latest of the others is kept. */
    function guess() {
      const { state } = explorer, { schedule, picture, t, T } = state;
      if (!network || !picture || !schedule) return;
      next = { schedule, t, T, key: `${schedule.name}:${t}:${label.value}` };
      if (!asked) answer();
    }

    async function answer() {
      while (next) {
        asked = next;
        next = null;
        const { shape, prediction, alphaBar, no_label: none } = network.offer, bar = asked.schedule.alphaBar[asked.t];
        prepare(explorer.state, shape);
        const a = Math.sqrt(bar), b = Math.sqrt(1 - bar), x = new Float32Array(x0.length), clean = b === 0;
        noising.mix(x, x0, eps, a, b);
        const about = { x, x0, eps, a, b, prediction, channels: shape[0], size: shape[1], ...asked };
        try {
          const chosen = label.value === "" ? none : Number(label.value);
          draw(about, clean ? null : await network.answer(x.slice(), timeOf(alphaBar, bar) - 1, chosen));
        } catch (error) {
          [network, opening, next] = [null, null, null];
          show("failed", error.reason);
        }
      }
      asked = null;
    }

    /* Of a clean picture there is nothing to guess. */
    function draw({ x, x0: real, eps: added, a, b, prediction, channels, size, key }, said) {
      const guessed = said ? x.map((value, i) => X0[prediction](value, said[i], a, b)) : real;
      paintGuess(inColour(guessed, channels));
      paintGiven(inColour(x, channels));
      given.hidden = size === explorer.state.size;
      const hat = said && x.map((value, i) => EPS[prediction](value, said[i], a, b));
      if (hat && !hatFigure.hidden) paintEps(inColour(hat, channels), inColour(hat, channels), 0, 1);
      const error = hat && hat.reduce((sum, value, i) => sum + (added[i] - value) ** 2, 0) / hat.length;
      $('[data-number="error"]').textContent = hat ? error.toFixed(3) : "–";
      figure.dataset.guessed = key;
      show("ready");
      tell();
    }

    const tell = explorer.whenStill(() => {
      const error = `t = ${explorer.state.t}, ‖ε − ε̂‖²/n = ${$('[data-number="error"]').textContent}`;
      explorer.describe($('[data-part="guess"]'), error);
    });

    function hear({ device }) {
      if (opening && opening !== source()) wake();
      if (device?.source === opening && figure.dataset.phase === "loading") progress.value = device.progress;
      guess();
    }

    ask.querySelector("button").addEventListener("click", wake);
    label.addEventListener("change", guess);
    show("none");
    return { hear, guess, wake: () => { if (!opening && !navigator.connection?.saveData) wake(); } };
  }

  return { view, X0, EPS, timeOf, inChannels };
})();
