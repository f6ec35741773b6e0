/* What the network that is chosen in Denoise says of the page's picture, noised as the stages noise it: computed on this
   device (networks.js), and where that cannot run it, by the server. */
"use strict";
// needs: noising.js, normal.js, explorer.js, networks.js, prediction.js
window.Looker = (() => {
  const { explorer, noising, normal } = window, { LEAST_SIGNAL, PREDICTIONS } = window.prediction;
  const GREY = [0.299, 0.587, 0.114]; // of red, green and blue, as Pillow weighs them
  const SERVER = {}; // in place of a network on this device
  const f = Math.fround;

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

  return class Looker {
    static timeOf = timeOf;
    static inColour = inColour;
    static ask = null; // of server_guess.js
    static learned = null;

    #opened = null; // the promise of a handle, or of SERVER
    #made = {}; // the picture in the network's size, and what it was made of
    source = null; // of the network that is opened
    remote = false; // whether the server answers
    knows = null; // {labels, names, no_label, shape} of it, once that is known; names: in the page's language

    /* Open the network that is chosen now: once for each. */
    open() {
      const { source } = explorer.state;
      if (this.source !== source) {
        Object.assign(this, { source, remote: false, knows: null });
        this.#opened = Promise.resolve(source).then(window.device.network).then( // which tells the page of it, that may look at once
          (handle) => { if (this.source === source) this.knows = handle.offer; return handle; },
          () => { if (this.source === source) this.remote = true; return SERVER; },
        );
      }
      return this.#opened;
    }

    /* Offer the network's labels in a menu, `any` for none of them; what was chosen stays, if it is one of these. */
    offerLabels(menu, any) {
      if (!this.knows) return;
      const { labels, names, no_label: none } = this.knows;
      const chosen = menu.value, options = labels.map((_, i) => new Option(names[i], i));
      if (none !== null) options.unshift(new Option(any, ""));
      menu.replaceChildren(...options);
      menu.value = options.some(({ value }) => value === chosen) ? chosen : options[0]?.value ?? "";
      menu.hidden = !labels.length;
    }

    /* Let the next look open it anew. */
    forget() { this.source = null; }

    /* What is said of a_t x_0 + b_t eps for each {bar, at}: alpha_bar_t, and where eps comes from, the noise of (seed, at)
       or, with at = null, the seed's start. label: its index as text, or "" for none. Each answer is {x, x0, eps, a, b,
       shape, prediction, x0_hat, eps_hat}, Float32Arrays channel after channel; the hats are null of a clean picture.
       Rejects with an Error that has a `sentence` if the server refuses, too. */
    async look(looks, { seed, label }) {
      const network = await this.open(), { source } = this;
      try {
        if (network !== SERVER) return await this.#here(network, looks, seed, label);
      } catch (error) {
        if (this.source !== source) throw error;
        if (error.message === "closed") this.forget(); // another one took its place; open it anew
        else { this.#opened = Promise.resolve(SERVER); this.remote = true; }
        return this.look(looks, { seed, label });
      }
      return this.#there(looks, seed, label);
    }

    async #here(network, looks, seed, label) {
      const { shape, prediction, alphaBar, labels, no_label } = network.offer, answers = [];
      const index = label !== "" ? Number(label) : no_label ?? (labels.length ? 0 : null); // a class, where it needs one
      for (const { bar, at } of looks) {
        const noised = this.#noised(shape, bar, seed, at), { x, a, b } = noised;
        const said = b ? await network.answer(x, timeOf(alphaBar, bar) - 1, index) : null;
        answers.push({ ...noised, ...read(prediction, x, said, a, b) });
      }
      return answers;
    }

    async #there(looks, seed, label) {
      const noisy = looks.filter(({ bar }) => bar < 1), { source } = this;
      const reply = await Looker.ask({ source, seed, label, looks: (noisy.length ? noisy : looks).map(({ bar, at }) => [bar, at]) });
      if (this.source === source) this.knows = reply;
      const said = explorer.decode(reply.answers, Float32Array), { shape, prediction } = reply, one = shape.reduce((a, b) => a * b);
      let count = 0;
      return looks.map(({ bar, at }) => {
        const noised = this.#noised(shape, bar, seed, at), { x, a, b } = noised;
        const answer = b ? said.subarray(one * count, one * ++count) : null;
        return { ...noised, ...read(prediction, x, answer, a, b) };
      });
    }

    #noised(shape, bar, seed, at) {
      const [channels, size] = shape, { picture } = explorer.state;
      if (this.#made.picture !== picture || this.#made.size !== size || this.#made.channels !== channels) {
        this.#made = { picture, size, channels, x0: inChannels(noising.pool(picture, size), channels) };
      }
      if (this.#made.seed !== seed || this.#made.at !== at) {
        const stream = at === null ? normal.START : normal.AT;
        Object.assign(this.#made, { seed, at, eps: normal.standardNormal(this.#made.x0.length, seed, stream, at ?? 0) });
      }
      const { x0, eps } = this.#made, x = new Float32Array(x0.length), a = Math.sqrt(bar), b = Math.sqrt(1 - bar);
      noising.mix(x, x0, eps, a, b);
      return { x, x0, eps, a, b, shape };
    }
  };

  function read(prediction, x, said, a, b) {
    if (!said) return { prediction, x0_hat: null, eps_hat: null };
    const meaning = PREDICTIONS[prediction];
    return { prediction, x0_hat: meaning.x0(x, said, f(Math.max(a, LEAST_SIGNAL)), f(b)), eps_hat: meaning.eps(x, said, f(a), f(b)) };
  }
})();
