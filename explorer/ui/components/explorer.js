/* Shared by all components: the state that the tabs have in common, and the arithmetic that runs in the browser. */
"use strict";
window.explorer = (() => {
  const state = { t: 250, T: 1000, kind: "cosine", alphaBar: null };
  const listeners = [];

  /* Change the shared state; every component hears of it. */
  function set(change) {
    Object.assign(state, change);
    state.t = Math.min(state.T, Math.max(0, Math.round(state.t)));
    for (let i = listeners.length - 1; i >= 0; i--) {
      if (listeners[i].element.isConnected) listeners[i].hear(state);
      else listeners.splice(i, 1);
    }
  }

  /* Call hear(state) now and after each change, as long as the element is in the page. */
  function on(element, hear) {
    listeners.push({ element, hear });
    hear(state);
  }

  /* base64 -> typed array of the given kind. */
  function decode(text, Kind = Uint8Array) {
    const binary = atob(text), bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return new Kind(bytes.buffer);
  }

  /* tables: {T, alpha_bar: {name: base64 of float64[T+1]}} as Python sends them. t keeps its place in the chain. */
  function setSchedules(tables) {
    const alphaBar = {};
    for (const [name, text] of Object.entries(tables.alpha_bar)) alphaBar[name] = decode(text, Float64Array);
    set({ alphaBar, t: state.t * tables.T / state.T, T: tables.T });
  }

  /* rgba <- clip(a x0 + b eps) for x0 uint8 and eps int16 in units of `unit`; both pixel by pixel, channel by channel.
     Grey level g stands for the value g / 127.5 - 1; the clamped array rounds and clips. */
  function blend(rgba, x0, eps, unit, a, b) {
    const noise = 127.5 * b * unit, offset = 127.5 * (1 - a);
    for (let i = 0, j = 0; j < rgba.length; i += 3, j += 4) {
      rgba[j] = a * x0[i] + offset + noise * eps[i];
      rgba[j + 1] = a * x0[i + 1] + offset + noise * eps[i + 1];
      rgba[j + 2] = a * x0[i + 2] + offset + noise * eps[i + 2];
      rgba[j + 3] = 255;
    }
  }

  /* A function that runs draw at most once a frame, however often it is asked. */
  function eachFrame(draw) {
    let waiting = false;
    return () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; draw(); });
    };
  }

  /* A play button: calls tick(milliseconds since the last frame) until it returns false or is pressed again. */
  function player(button, tick) {
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
    function stop() { last = null; show(); }
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
      if (event.target.closest("input, textarea, select, button, [role=tab], [role=listbox], [contenteditable]")) return;
      const action = actions[event.key];
      if (action) { event.preventDefault(); action(event); }
    };
    document.addEventListener("keydown", listen);
  }

  /* Load a script once. */
  const scripts = {};
  function script(path) {
    const root = window.gradio_config?.root ?? "";
    scripts[path] ??= new Promise((resolve, reject) => {
      const tag = document.createElement("script");
      tag.src = `${root}/gradio_api/file=${path}`;
      tag.onload = resolve;
      tag.onerror = () => { delete scripts[path]; reject(new Error(`cannot load ${tag.src}`)); };
      document.head.append(tag);
    });
    return scripts[path];
  }

  /* The page's colour of a meaning: "signal", "noise", "network", "exact", "text"... */
  const colour = (name) => getComputedStyle(document.body).getPropertyValue(`--dx-${name}`).trim();

  return { state, set, on, decode, setSchedules, blend, eachFrame, player, keys, script, colour };
})();
