/* What a network makes of x_t, beside it: x0_hat and eps_hat of this picture at this t, as the slider moves. Computed on
   this device (device.js) from what the network gets: the picture in its size, noised as the stage noises it. */
"use strict";
// needs: noising.js, explorer.js, networks.js, prediction.js, exact_guess.js
window.liveGuess = (() => {
  const { LEAST_SIGNAL, PREDICTIONS } = window.prediction;
  const GREY = [0.299, 0.587, 0.114]; // of red, green and blue, as Pillow weighs them

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
    const panel = $(".dx-guess-ask"), label = $('[data-part="label"]'), progress = panel.querySelector("progress");
    const given = $('[data-part="given"]'), hatFigure = $('[data-term="eps_hat"]');
    const paintGuess = explorer.painter($('[data-part="guess"]')), paintGiven = explorer.painter(given);
    const paintEps = explorer.painter($('[data-part="eps_hat"]'));
    const exact = window.exactGuess(stage, inColour);
    let drawn = {}; // what the guess that is shown was made of
    let network = null, opening = null, asked = null, next = null; // asked: what is being answered; next: waits for it
    let x0 = null, eps = null, made = {};

    /* Open the network: once for each that is chosen. What comes late of another one is not taken. Where this device
       cannot run it, the server is asked. */
    function wake() {
      if (opening === explorer.state.source) return;
      const mine = opening = explorer.state.source;
      network = null;
      drawn = {};
      show("loading");
      const open = (opened) => {
        if (opening !== mine) return;
        network = opened;
        if (network.offer) offerLabels(network.offer);
        guess();
      };
      window.device.network(mine).then(open, () => open(SERVER));
    }

    function show(phase, sentence = words.ask) {
      figure.dataset.phase = phase;
      panel.hidden = phase === "ready";
      panel.querySelector("button").hidden = phase === "loading";
      progress.hidden = phase !== "loading";
      panel.querySelector("p").textContent = sentence;
      $('[data-part="remote"]').hidden = network !== SERVER;
    }

    /* names: of the labels, in the page's language. */
    function offerLabels({ labels, names, no_label: none }) {
      const chosen = label.value, options = labels.map((_, i) => new Option(names[i], i));
      if (none !== null) options.unshift(new Option(words.any, ""));
      label.replaceChildren(...options);
      label.value = options.some(({ value }) => value === chosen) ? chosen : options[0]?.value ?? "";
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
      const { schedule, picture, seed, t } = explorer.state;
      if (!network || !picture || !schedule) return;
      const now = { schedule, t, picture, seed, network, label: label.value };
      if (!next && Object.keys(now).every((name) => now[name] === drawn[name])) return;
      drawn = now;
      next = { schedule, t, key: `${schedule.name}:${t}:${label.value}` };
      if (network === SERVER) later(); else if (!asked) answer();
    }
    const later = explorer.whenStill(() => { if (!asked) answer(); });

    async function answer() {
      while (next) {
        asked = next;
        next = null;
        try {
          draw(asked, await look(asked));
        } catch (error) {
          if (error.message === "closed") { [opening, next] = [null, null]; wake(); break; } // for another one; open it anew
          const again = network !== SERVER; // a Worker that died: from here on the server
          network = again ? SERVER : null;
          if (again) next ??= asked;
          else { [opening, next] = [null, null]; show("failed", error.sentence ?? words.failed); }
        }
      }
      asked = null;
    }

    /* x_t as the network gets it, and what it says of it: null of a clean picture, where nothing is to be guessed. */
    async function look({ schedule, t }) {
      const bar = schedule.alphaBar[t], a = Math.sqrt(bar), b = Math.sqrt(1 - bar), { state } = explorer;
      if (network === SERVER) {
        const reply = await ask({ source: opening, bar, seed: state.seed, label: label.value });
        offerLabels(reply);
        return { ...noised(state, reply.shape, a, b), prediction: "sample", said: b ? explorer.decode(reply.x0, Float32Array) : null };
      }
      const { shape, prediction, alphaBar, no_label: none } = network.offer, { x, ...rest } = noised(state, shape, a, b);
      const chosen = label.value === "" ? none : Number(label.value);
      return { x, ...rest, prediction, said: b ? await network.answer(x.slice(), timeOf(alphaBar, bar) - 1, chosen) : null };
    }

    function noised(state, shape, a, b) {
      prepare(state, shape);
      const x = new Float32Array(x0.length);
      noising.mix(x, x0, eps, a, b);
      return { x, x0, eps, a, b, shape };
    }

    function draw({ key }, { x, x0: real, eps: added, a, b, shape: [channels, size], prediction, said }) {
      const meaning = PREDICTIONS[prediction], f = Math.fround;
      const guessed = said ? meaning.x0(x, said, f(Math.max(a, LEAST_SIGNAL)), f(b)) : real;
      paintGuess(inColour(guessed, channels));
      given.hidden = size === explorer.state.size;
      if (!given.hidden) paintGiven(inColour(x, channels));
      const hat = said && meaning.eps(x, said, f(a), f(b));
      if (hat && !hatFigure.hidden) paintEps(inColour(hat, channels));
      const error = hat && hat.reduce((sum, value, i) => sum + (added[i] - value) ** 2, 0) / hat.length;
      $('[data-number="error"]').textContent = hat ? error.toFixed(3) : "–";
      figure.dataset.guessed = key;
      exact.draw({ x, x0: real, bar: a * a, channels, source: opening, label: label.value, key }, again);
      show("ready");
      tell();
    }

    const again = () => { drawn = {}; guess(); };

    const tell = explorer.whenStill(() => {
      const said = `t = ${explorer.state.t}`, error = `‖ε − ε̂‖²/n = ${$('[data-number="error"]').textContent}`;
      explorer.describe($('[data-part="guess"]'), `${said}, ${error}`);
      explorer.describe($('[data-part="eps_hat"]'), `${said}, ${error}`);
      explorer.describe(given, said);
    });

    function hear({ device }) {
      if (opening && opening !== explorer.state.source) wake();
      if (device.source === opening && figure.dataset.phase === "loading") progress.value = device.progress;
      guess();
    }

    panel.querySelector("button").addEventListener("click", wake);
    label.addEventListener("change", guess);
    show("none");
    return { hear, again, wake: () => { if (!opening && !navigator.connection?.saveData) wake(); } };
  }

  /* In place of a network on this device. ask: of server_guess.js. */
  const SERVER = {};
  const self = { view, timeOf, ask: null, learned: null };
  const ask = (question) => self.ask(question);
  return self;
})();
