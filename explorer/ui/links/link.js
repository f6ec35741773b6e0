/* The state of the page in its address: what link.py reads. What has its usual value is left out. */
"use strict";
// needs: explorer.js
window.explorer.link = (() => {
  const { explorer } = window, LATER_MS = 300;
  const ELSEWHERE = ["lang", "__theme"]; // parameters that stay as they are
  let spec = null, ready = false, waiting = null; // ready: nothing is being restored
  let busy = false, wanted = null; // the server is restoring; what to restore next
  let settled = null, settle = null; // a promise for those who wait until all is restored
  let begin = null;
  const begun = new Promise((resolve) => { begin = resolve; }); // the page is as its address says
  let setGoTo = null;
  const goToTime = new Promise((resolve) => { setGoTo = resolve; }); // what shows the chain can go to a time of it
  let asked = new URLSearchParams(location.search); // what is being restored
  const values = {};

  /* spec: of link_spec in link.py. */
  function setup(given) {
    spec = given;
    explorer.state.source ??= spec.usual.net;
    aim();
    ready = ![...asked.keys()].some((name) => !name.startsWith("_") && !["v", "lang"].includes(name));
    if (!ready) return;
    Object.assign(values, spec.usual); // nothing is asked for
    place = here();
    begin();
  }

  const number = (name) => (asked.get(name) === null ? null : Number(asked.get(name)));

  /* Until the schedules of the link have come, t waits for the T that belongs to it. */
  function aim() {
    const t = number("t") ?? spec.usual.t, T = number("T") ?? spec.usual.T;
    if (Number.isInteger(t) && t >= 0 && t <= T) explorer.state.aim = { t, T };
  }

  /* Restore a link, through self.ask(query); no address is written until then. One at a time, and of those that are
     wanted meanwhile the last. */
  function open(query) {
    if (busy) { wanted = new URLSearchParams(query); return; }
    asked = new URLSearchParams(query);
    [ready, busy] = [false, true];
    clearTimeout(waiting); // it would be written over where the browser's Back button has gone
    settled ??= new Promise((resolve) => { settle = resolve; });
    aim();
    self.ask(asked.toString());
  }

  /* No lesson is open any more, also if one is being restored. */
  function leave() {
    for (const query of [asked, wanted]) query?.delete("lesson");
    put({ lesson: null });
  }

  /* The fields have the values that the link names (in the order of spec.names): now for what only the browser knows. */
  function restored(list) {
    busy = false;
    if (wanted) {
      const next = wanted;
      wanted = null;
      open(next);
      return;
    }
    const chain = () => JSON.stringify(spec.chain.map((name) => values[name])), before = values.run && chain(), mine = asked;
    spec.names.forEach((name, i) => { values[name] = list[i]; });
    for (const name of ["tab", "picture"]) values[name] = asked.get(name) ?? spec.usual[name];
    Object.assign(values, { run: asked.get("run") === "1", lesson: asked.get("lesson") });
    if (explorer.state.aim?.T === explorer.state.T) explorer.arrive();
    values.at = values.run ? number("at") : null;
    explorer.set({ size: number("size") || Number(spec.usual.size), at: values.at });
    explorer.unfold(asked.get("open"));
    ready = true;
    place ??= here();
    settle();
    settled = null;
    begin();
    if (values.run) {
      goToTime.then((goTo) => { // what comes before the player is there is lost
        if (asked !== mine) return;
        if (before === chain() && explorer.state.chain?.done) goTo(values.at ?? 0, values.at === null && values.lesson?.endsWith(".answer"));
        else run();
      });
    }
    explorer.set({}); // for those who waited until nothing is restored
    write();
  }

  /* Press Denoise, once that and the player are there: their tab may only be opening. */
  function run() {
    const button = document.getElementById("denoise-run");
    if (button) goToTime.then(() => button.click());
    else requestAnimationFrame(run);
  }

  /* The values of all fields, as they are now. */
  const keep = (list) => put(Object.fromEntries(spec.names.map((name, i) => [name, list[i]]).filter(sayable)));

  /* Whether a link may say so: the last good number stays in it. */
  function sayable([name, value]) {
    if (!(name in spec.ranges)) return true;
    const [low, high] = spec.ranges[name];
    return Number.isInteger(value) && low <= value && value <= high;
  }

  /* The network and the label on the page; while a link is restored, those of the link, which belong together. */
  async function belonging(net, label) {
    if (ready) return [net, label];
    await settled;
    return [values.net, values.label];
  }

  /* Something has changed; a chain is no longer the one of the fields then. */
  function put(change) {
    if (!ready) return;
    const other = Object.keys(change).filter((name) => (values[name] ?? null) !== (change[name] ?? null));
    const ofChain = other.filter((name) => spec.chain.includes(name));
    if (ofChain.length) Object.assign(values, { run: false, at: null });
    Object.assign(values, change);
    if (other.length) write();
    if (ofChain.length) self.changed(ofChain);
  }

  /* The usual value of a name; a schedule has its paper's numbers, and no others. */
  function usual(name, all) {
    const [, prefix, own] = name.match(/^(other_|)(.*)$/);
    return spec.numbers.includes(own) ? spec.papers[all[`${prefix}schedule`]]?.[own] ?? all[name] : spec.usual[name];
  }

  const value = (name) => values[name];

  /* Whether the chain of the fields is the one that a new page offers. */
  const isUsual = () => spec.opening.every((name) => [undefined, null, usual(name, values)].includes(value(name)));

  function current() {
    const { t, size, fold } = explorer.state;
    return { ...values, t, size: String(size), open: fold };
  }

  /* A state as a query string; what only this browser or its owner has is left out. */
  function query(all = current()) {
    const parts = new URLSearchParams({ v: spec.version });
    for (const [name, value] of Object.entries(all)) {
      if (value === null || value === undefined || value === "" || value === usual(name, all) || String(value).startsWith("job:")) continue;
      if (name !== "at" || all.run) parts.set(name, typeof value === "boolean" ? Number(value) : value);
    }
    const here = new URLSearchParams(location.search);
    for (const name of ELSEWHERE) if (here.has(name)) parts.set(name, here.get(name));
    return parts.toString();
  }

  /* Whoever moves a slider changes the state sixty times a second; the address follows when it rests. Another tab or
     step of a lesson is another place: the browser's Back button returns from there. */
  let place = null; // of the address; null while that is being restored
  const here = () => [values.tab, values.lesson].join();
  function write() {
    if (!ready) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const now = `?${query()}`, last = place;
      place = here();
      if (now === location.search) return;
      const keep = last === place ? "replaceState" : "pushState";
      history[keep](history.state, "", now + location.hash);
      if (window.parent !== window) window.parent.postMessage({ queryString: now.slice(1), hash: "" }, "*"); // a Space's page takes it over
    }, LATER_MS);
  }

  /* The whole link. */
  const address = () => `${location.origin}${location.pathname}?${query()}`;

  /* This page with other values of parameters that only a new page can take: the language. */
  const elsewhere = (change) => {
    const parts = new URLSearchParams(query());
    for (const [name, value] of Object.entries(change)) parts.set(name, value);
    return `${location.pathname}?${parts}`;
  };

  window.addEventListener("popstate", () => { place = null; }); // it is in the history already; lessons.js goes there

  let seen = "";
  explorer.always(({ t, size, fold }) => { // a chain that plays changes more, but nothing that is said
    const now = [t, size, fold].join();
    if (!ready || now === seen) return;
    seen = now;
    write();
  });
  const self = {
    ask: null, changed: () => {}, begun, value, isUsual, setup, open, leave, restored, setGoTo, belonging, keep, put, run, query, address, elsewhere,
    get asked() { return ready ? null : asked; },
  };
  return self;
})();
