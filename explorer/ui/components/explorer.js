/* Shared by all components: the state that the tabs have in common, and the arithmetic that runs in the browser. */
"use strict";
// needs: noising.js, hall.js
window.explorer = (() => {
  /* schedule and other: {name, alphaBar, beta}; picture: 256 x 256, see noising.js; seed: of its noise.
     chain and rival: of the Denoise tab, see chain.js; they are looked at at `time`, where the chain has come to `step`;
     side, "chain" or "rival", and sample say which picture is under the microscope.
     source: of the network that is chosen in Denoise; device: where it stands that runs on
     this device, see device/networks.js. size: pixels a side on the Noise tab; fold: the name of the part that is
     unfolded, see unfold.
     shelf: whether the lessons are shown; lesson: the place that is open, such as "fan.2" or "fan.2.answer"; beside:
     pictures for it, see links/beside.py. Of the Training tab: draw, the seed of its noise; target, what is predicted;
     draws: of a lesson that speaks of many, "many" once they are to be seen, and "none" until then.
     Of a link (link.js): aim, the t that belongs to a T which is still to come; at, the time to which a chain goes first. */
  const state = {
    t: 250, T: 1000, schedule: null, other: null, picture: null, seed: 0, seedIsGood: true, size: 256, fold: null,
    chain: null, rival: null, time: 0, step: 0, side: "chain", sample: 0, aim: null, at: null,
    device: { source: null, phase: "none", progress: 0, reason: null, stepMs: null },
    shelf: false, lesson: null, beside: null, source: null, draw: 0, target: "epsilon", draws: null,
  };
  const listeners = new Set();

  /* Change the shared state; every component hears of it. */
  function set(change) {
    Object.assign(state, change);
    state.t = Math.min(state.T, Math.max(0, Math.round(state.t)));
    for (const listener of [...listeners]) {
      if (!listener.element.isConnected) listeners.delete(listener);
      else if (listener.seen) listener.hear(state);
    }
  }

  /* Call hear(state) after each change while the element can be seen, and when it comes into sight (a tab is opened). */
  function on(element, hear) {
    if (!heard.isConnected) document.body.append(heard); // not earlier: Gradio empties the body
    const listener = { element, hear, seen: false };
    listeners.add(listener);
    new ResizeObserver(([{ contentRect }]) => {
      const seen = contentRect.width > 0;
      if (seen && !listener.seen) hear(state);
      listener.seen = seen;
    }).observe(element);
  }

  /* Call hear(state) after each change. */
  function always(hear) { listeners.add({ element: document, hear, seen: true }); }

  /* Parts that can be unfolded, by their names; at most one of them is the one that a link tells of. */
  const folds = {};
  function foldable(name, details) {
    folds[name] = details;
    if (state.fold === name) details.open = true;
    details.addEventListener("toggle", () => {
      if (details.open) set({ fold: name }); else if (state.fold === name) set({ fold: null });
    });
  }
  function unfold(name) {
    set({ fold: name });
    for (const [own, details] of Object.entries(folds)) details.open = own === name;
  }

  /* base64 -> typed array of the given kind. */
  function decode(text, Kind = Uint8Array) {
    const binary = atob(text), bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return new Kind(bytes.buffer);
  }

  /* tables: {T, schedule, other}, each {name, alpha_bar, beta} with base64 of float64[T+1]. t keeps its place in the chain. */
  function setSchedules(tables) {
    const read = ({ name, alpha_bar, beta }) => ({ name, alphaBar: decode(alpha_bar, Float64Array), beta: decode(beta, Float64Array) });
    const { T } = tables;
    set({ schedule: read(tables.schedule), other: read(tables.other), t: state.t * T / state.T, T });
    if (state.aim?.T === T) arrive();
  }
  function arrive() { set({ t: state.aim.t, aim: null }); }

  /* The image at an address, once it can be drawn. */
  async function image(src) { const made = Object.assign(new Image(), { src }); await made.decode(); return made; }

  /* The picture at a data: address, in the arrays of noising.js. */
  async function picture(address) {
    const drawn = await image(address), size = drawn.naturalWidth, context = new OffscreenCanvas(size, size).getContext("2d", { willReadFrequently: true });
    context.drawImage(drawn, 0, 0);
    return window.noising.values(context.getImageData(0, 0, size, size).data);
  }

  /* The seed in the field, or the last good one. */
  function setSeed(seed) {
    const seedIsGood = Number.isInteger(seed) && seed >= 0 && seed <= window.constants.MAX_SEED;
    set(seedIsGood ? { seed, seedIsGood } : { seedIsGood });
  }

  /* A function that shows a x_0 + b eps, or x_0 alone, on the canvas; both are arrays of noising.js. */
  function painter(canvas) {
    const context = canvas.getContext("2d");
    let image = null, pixels = null;
    return (x0, eps = x0, a = 1, b = 0) => {
      const size = Math.sqrt(x0.length / 3);
      if (image?.width !== size) {
        canvas.width = canvas.height = size;
        image = context.createImageData(size, size);
        pixels = new Uint32Array(image.data.buffer);
      }
      window.noising.show(pixels, x0, eps, a, b);
      context.putImageData(image, 0, 0);
    };
  }

  /* Histograms over a Gaussian's density, from -4 to 4; `bars` are {counts, colour}, each of `total` values. */
  function drawHistogram(canvas, bars, total, { mean = 0, variance = 1 } = {}) {
    const context = canvas.getContext("2d"), { BINS, edge } = window.noising, letters = window.hall.letters(14, canvas), base = canvas.height - 8 - letters;
    const TOP = Math.max(1.1, 1.2 / Math.sqrt(2 * Math.PI * variance)), x = (value) => (value + 4) / 8 * canvas.width, width = edge(1) - edge(0);
    const y = (density) => base - Math.min(density, TOP) * (base - 4) / TOP;
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (const { counts, colour: name } of bars) {
      context.globalAlpha = bars.length > 1 ? 0.5 : 0.55;
      context.fillStyle = ofCanvas(name);
      for (let bin = 0; bin < BINS; bin++) {
        const top = y(counts[bin] / total / width);
        context.fillRect(x(edge(bin)), top, x(edge(bin + 1)) - x(edge(bin)) - 1, base - top);
      }
    }
    context.globalAlpha = 1;
    context.strokeStyle = ofCanvas("exact");
    context.lineWidth = 3;
    context.beginPath();
    for (let value = -4; value <= 4; value += 0.05) context.lineTo(x(value), y(Math.exp(-((value - mean) ** 2) / variance / 2) / Math.sqrt(2 * Math.PI * variance)));
    context.stroke();
    context.fillStyle = ofCanvas("quiet");
    context.font = `${letters}px system-ui, sans-serif`;
    context.textAlign = "center";
    for (let value = -3; value <= 3; value++) context.fillText(String(value).replace("-", "−"), x(value), canvas.height - 5);
  }

  /* A function that runs tell() once it has not been asked for a while: what is read out must not change in every frame. */
  function whenStill(tell) {
    let waiting = null;
    return () => { clearTimeout(waiting); waiting = setTimeout(tell, 600); };
  }

  /* Read a sentence out to those who listen. */
  const heard = Object.assign(document.createElement("p"), { className: "dx-heard", role: "status" });
  const say = (sentence) => { heard.textContent = sentence; };

  /* Say what a picture shows now, after what it is: the label that it began with. */
  function describe(picture, shows) {
    picture.dataset.what ??= picture.getAttribute("aria-label").replace(/[:：]$/, "");
    picture.setAttribute("aria-label", `${picture.dataset.what}: ${shows.replaceAll("-", "−")}`);
  }

  /* A sentence with {name}s filled in. */
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* A function that runs draw(milliseconds since its last run) at most once a frame, however often it is asked. */
  function eachFrame(draw) {
    let waiting = false, last = 0;
    return () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame((now) => {
        const gap = now - last;
        waiting = false;
        last = now;
        draw(gap);
      });
    };
  }

  /* A play button: calls tick(milliseconds since the last frame) until it returns false or is pressed again. */
  function playButton(button, tick) {
    let last = null;
    const show = () => {
      button.textContent = last === null ? "▶" : "❚❚";
      button.setAttribute("aria-label", last === null ? button.dataset.play : button.dataset.pause);
    };
    const frame = (now) => {
      if (last === null) return;
      const more = tick(now - last);
      last = now;
      if (more && button.isConnected) requestAnimationFrame(frame); else stop();
    };
    function stop() { if (last !== null) { last = null; show(); } }
    function start() { last = performance.now(); show(); requestAnimationFrame(frame); }
    button.addEventListener("click", () => (last === null ? start() : stop()));
    show();
    return { start, stop, get playing() { return last !== null; } };
  }

  /* Space, Home, End and the arrows for what is visible in `element`, unless a control of its own has the focus. */
  function keys(element, actions) {
    const listen = (event) => {
      if (!element.isConnected) return document.removeEventListener("keydown", listen);
      if (element.offsetParent === null || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("a, input, textarea, select, button, summary, pre, [role=tab], [role=listbox], [contenteditable]")) return;
      const action = actions[event.key];
      if (action) { event.preventDefault(); action(event); }
    };
    document.addEventListener("keydown", listen);
  }

  /* The address of a file that ships. */
  const shipped = (name) => `${window.gradio_config?.root ?? ""}/shipped/${name}`;

  /* Load a script that ships once. */
  const scripts = {};
  function script(name) {
    scripts[name] ??= new Promise((resolve, reject) => {
      const tag = document.createElement("script");
      tag.src = shipped(name);
      tag.onload = resolve;
      tag.onerror = () => { delete scripts[name]; reject(new Error(`cannot load ${tag.src}`)); };
      document.head.append(tag);
    });
    return scripts[name];
  }

  /* Save text as a file. */
  function download(name, type, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /* The page's colour of a meaning: "signal", "noise", "network", "exact", "text"... */
  const colour = (name) => getComputedStyle(document.body).getPropertyValue(`--dx-${name}`).trim();

  /* The colours of canvases, read once per theme: asking for them in every frame would cost a layout. */
  let colours = null;
  const ofCanvas = (name) => ((colours ??= {})[name] ??= colour(name));
  const themed = () => new MutationObserver(() => { colours = null; set({}); }).observe(document.body, { attributeFilter: ["class"] });
  if (document.body) themed(); else document.addEventListener("DOMContentLoaded", themed); // Gradio may run this late

  /* Gradio's texts change silently. Who changes one has a control in the focus before; from then on it is read out. */
  document.addEventListener("focusin", () => {
    for (const text of document.querySelectorAll(".dx-live:not([data-said])")) {
      text.dataset.said = "";
      const speak = whenStill(() => say(text.textContent.trim()));
      new MutationObserver(speak).observe(text, { childList: true, characterData: true, subtree: true });
    }
  });

  /* Whether less motion was asked for. */
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  return { state, set, setSeed, setSchedules, arrive, on, always, foldable, unfold, decode, image, picture, painter, drawHistogram, whenStill, say, describe, fill, calm, eachFrame, playButton, keys, shipped, script, download, colour, ofCanvas };
})();
