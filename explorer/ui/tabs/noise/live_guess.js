/* What a network makes of x_t, beside it: x0_hat and eps_hat of this picture at this t, as the slider moves. */
"use strict";
// needs: explorer.js, looker.js, exact_guess.js
window.liveGuess = (() => {
  const { inColour } = window.Looker;

  /* The guess at the stage of the Noise tab. Its network is the one that is chosen in Denoise. */
  function view(stage) {
    const { explorer, Looker } = window;
    const $ = (selector) => stage.querySelector(selector), figure = $('[data-term="guess"]'), words = figure.dataset;
    const panel = $(".dx-guess-ask"), label = $('[data-part="label"]'), progress = panel.querySelector("progress");
    const given = $('[data-part="given"]'), hatFigure = $('[data-term="eps_hat"]');
    const paintGuess = explorer.painter($('[data-part="guess"]')), paintGiven = explorer.painter(given);
    const paintEps = explorer.painter($('[data-part="eps_hat"]'));
    const exact = window.exactGuess(stage, inColour), looker = new Looker();
    let drawn = {}; // what the guess that is shown was made of
    let awake = false, asked = null, next = null; // asked: what is being answered; next: waits for it

    /* Open the network: once for each that is chosen. */
    function wake() {
      if (awake && looker.source === explorer.state.source) return;
      awake = true;
      drawn = {};
      show("loading");
      looker.open().then(() => { offerLabels(); guess(); });
    }

    function show(phase, sentence = words.ask) {
      figure.dataset.phase = phase;
      panel.hidden = phase === "ready";
      panel.querySelector("button").hidden = phase === "loading";
      progress.hidden = phase !== "loading";
      panel.querySelector("p").textContent = sentence;
      $('[data-part="remote"]').hidden = !looker.remote;
    }

    const offerLabels = () => looker.offerLabels(label, words.any);

    /* Ask for this picture at this t. While one question is being answered, only the latest of the others is kept. */
    function guess() {
      const { schedule, picture, seed, t, source } = explorer.state;
      if (!awake || looker.source !== source || !picture || !schedule) return;
      const now = { schedule, t, picture, seed, source, label: label.value };
      if (!next && Object.keys(now).every((name) => now[name] === drawn[name])) return;
      drawn = now;
      next = { bar: schedule.alphaBar[t], at: null, key: `${schedule.name}:${t}:${label.value}` };
      if (looker.remote) later(); else if (!asked) answer();
    }
    const later = explorer.whenStill(() => { if (!asked) answer(); });

    async function answer() {
      while (next) {
        asked = next;
        next = null;
        const { source } = looker;
        try {
          const [said] = await looker.look([asked], { seed: explorer.state.seed, label: label.value });
          offerLabels();
          if (looker.source === source) draw(asked, said);
        } catch (error) {
          if (looker.source !== source) continue; // of a network that is no longer chosen
          [awake, next] = [false, null];
          looker.forget();
          show("failed", error.sentence ?? words.failed);
        }
      }
      asked = null;
    }

    function draw({ key }, { x, x0, eps, a, b, shape: [channels, size], x0_hat: guessed, eps_hat: hat }) {
      paintGuess(inColour(guessed ?? x0, channels));
      given.hidden = size === explorer.state.size;
      if (!given.hidden) paintGiven(inColour(x, channels));
      if (hat && !hatFigure.hidden) paintEps(inColour(hat, channels));
      const error = hat && hat.reduce((sum, value, i) => sum + (eps[i] - value) ** 2, 0) / hat.length;
      $('[data-number="error"]').textContent = hat ? error.toFixed(3) : "–";
      figure.dataset.guessed = key;
      exact.draw({ x, x0, bar: a * a, channels, source: looker.source, label: label.value, key }, again);
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

    function hear({ device, source }) {
      if (awake && looker.source !== source) wake();
      if (device.source === looker.source && figure.dataset.phase === "loading") progress.value = device.progress;
      guess();
    }

    panel.querySelector("button").addEventListener("click", wake);
    label.addEventListener("change", guess);
    show("none");
    return { hear, again, wake: () => { if (!awake && !navigator.connection?.saveData) wake(); } };
  }

  return { view };
})();
