/* The Plane tab's points, its Worker, and the chains and the network that it has made. Time, schedule, sampler, steps, eta and
   guidance are those of the other tabs. */
"use strict";
// needs: link.js, host.js, sets.js, exact_plane.js, plane_walk.js, plane_points.js
window.plane = (() => {
  const { explorer, Host, ExactPlane, planePoints } = window, { link } = explorer;
  const REACH = 3.2, MOST = 100_000; // steps of training; the plane is shown from -REACH to REACH
  const PAUSE_MS = 1500; // from chain to chain of a network that learns: they take its time
  let code = null, host = null, made = {}, learning = null;
  const chains = {}; // by name, the latest
  let past = null; // the steps after which the network is looked at; null: as it is now

  /* What is set on the tab, by the names that a link has for it. */
  const settings = {
    plane: "moons", word: "DDPM", points: "500", plane_seed: 0, view: "forward", by: "exact", field: "none", against: "none",
    plane_label: "any", touch: "", trained: 0, prediction: "v_prediction", // it is learned best where hardly any signal is left
    batch: 256, rate: 0.006, width: 40, slow: false, particles: 2000,
  };
  const ranges = { plane_seed: window.constants.MAX_SEED, trained: MOST }; // whole numbers from 0; others that are typed are left alone
  function take(name, value) {
    if (settings[name] === value || value === null || name in ranges && !(Number.isInteger(value) && value >= 0 && value <= ranges[name])) return;
    settings[name] = value;
    explorer.set({});
  }

  /* folder: the address of the Worker's scripts. */
  function begin(folder) { code = folder; }

  /* The points, made once for the settings that they follow from: an ExactPlane. `flat` has only their x. */
  function exact() {
    const { plane, word, points, plane_seed: seed } = settings;
    const key = JSON.stringify([plane, plane === "word" && word, points, seed, plane === "drawn" && planePoints.strokes.length]);
    if (made.key !== key) {
      const { points: pairs, labels } = planePoints.of(plane, Number(points), seed, word);
      made = { key, exact: new ExactPlane(pairs, labels), flat: new ExactPlane(pairs.map((value, i) => (i % 2 ? 0 : value)), labels) };
    }
    return made.exact;
  }
  const flat = () => { exact(); return made.flat; };

  /* New points of the same set and class, about as many as there are particles; none of what was drawn. */
  function fresh(seed) {
    if (settings.plane === "drawn") return null;
    const { points, labels } = planePoints.of(settings.plane, settings.particles, settings.plane_seed + seed, settings.word), made = new ExactPlane(points, labels);
    return (label() === null ? made : made.only(label())).points;
  }

  const label = () => (settings.plane_label === "any" ? null : Number(settings.plane_label));
  const guidance = () => link.value("guidance") ?? 1;
  const walk = () => ({ sampler: link.value("sampler") ?? "ddim", steps: Math.min(link.value("steps") ?? 50, explorer.state.T), eta: link.value("eta") ?? 0, clip: link.value("clip") === "off" ? 0 : REACH }); // no point lies outside
  const seeds = () => Array.from({ length: settings.particles }, (_, i) => settings.plane_seed + i);
  const schedule = (which = "schedule") => { const { alphaBar, beta } = explorer.state[which]; return { alphaBar, beta }; };
  const ofSchedule = (which = "schedule") => { const { name, alphaBar } = explorer.state[which]; return [name, alphaBar.length, alphaBar[1], alphaBar.at(-1)]; };

  /* The Worker; after a failure another one. */
  function worker() {
    if (!host || host.dead) host = new Host(code, () => { learning = null; }, "plane.js");
    return host;
  }

  /* {times, frames, done, failed}: the chain with this name, of the settings and `own` ones, with what of it has come; hear() is
     called when there is more. Own: sampler; schedule, "other" for the dashed one; flat, whether it is one of x alone. */
  function particles(name, hear, own = {}) {
    const by = own.flat ? "exact" : settings.by, of = { ...walk(), ...own.sampler && { sampler: own.sampler, eta: 0 } };
    const { points, labels } = own.flat ? flat() : exact(), asked = { label: label(), guidance: guidance() };
    const base = JSON.stringify([by, of, own.flat, asked, settings.plane_seed, settings.particles, made.key, ofSchedule(own.schedule), by === "network" && network().key]);
    const key = `${base}${by === "network" ? past ?? learning.step : ""}`, last = chains[name];
    if (last?.key === key || last?.base === base && past === null && learning?.running && (!last.done || performance.now() - last.since < PAUSE_MS)) return last; // it learns
    const mine = chains[name] = { base, key, times: [], frames: [], done: false, failed: null, since: performance.now() };
    worker().ask("chain", { name, by, past, points, labels, ...asked, schedule: schedule(own.schedule), ...of, seeds: seeds() }, [], ({ k, t, x }) => {
      mine.times[k] = t;
      mine.frames[k] = x;
      if (chains[name] === mine) hear();
    }).then(({ done }) => { mine.done = done; }, (error) => { mine.failed = error; }).then(() => { if (chains[name] === mine) hear(); });
    return mine;
  }

  /* Of a chain the state at t: the last one that was not yet below it. Null until it has come. */
  function frameAt({ times, frames }, t) {
    const below = times.findIndex((time) => time < t), k = (below < 0 ? times.length : below) - 1;
    return k < 0 ? null : { k, t: times[k], x: frames[k] };
  }

  /* How far a chain that is done has come, see distances.js; null for points that were drawn, of which there are no new ones. */
  function compare(chain) {
    const [one, other] = [1, 2].map(fresh);
    if (!one) return Promise.resolve(null);
    return worker().ask("compare", { x: Float64Array.from(chain.frames.at(-1)), points: exact().points, fresh: one, other });
  }

  /* The network of these settings, a new one where they have changed: {key, step, loss, losses, kept, running, failed}. */
  function network() {
    const { prediction, plane_seed: seed, batch, rate, width } = settings, { points } = exact(), own = { prediction, seed, batch, rate, width };
    const key = JSON.stringify([made.key, own, ofSchedule()]);
    if (learning?.key === key) return learning;
    learning = { key, step: 0, loss: null, losses: [], kept: [0], running: false, failed: null };
    past = null;
    worker().ask("learn", { points, alphaBar: schedule().alphaBar, ...own }).catch(() => {});
    return learning;
  }

  /* Train up to so many steps; hear() is called ten times a second, and at the end. */
  async function train(until, hear) {
    const mine = network();
    if (mine.running || mine.step >= until) return;
    const heard = ({ step, loss, kept }) => { Object.assign(mine, { step, loss, kept }); mine.losses.push([step, loss]); if (learning === mine) hear(); };
    mine.running = true;
    try {
      heard(await worker().ask("train", { until, slow: settings.slow }, [], heard));
    } catch (error) {
      mine.failed = error;
    }
    mine.running = false;
    if (learning === mine) hear();
  }
  const stop = () => worker().ask("stop", { what: "train" }).catch(() => {});

  /* Look at the network as it was after so many steps, one of those in `kept`; null: as it is now. */
  function look(step) {
    past = step;
    explorer.set({});
  }

  /* What the network says of x_0 at these points. */
  const guess = (x, t) => worker().ask("guess", { x, t, past }).then(({ x0 }) => x0);

  return { REACH, MOST, settings, take, begin, exact, flat, label, guidance, walk, seeds, particles, frameAt, compare, network, train, stop, look, guess, get past() { return past; }, asked: null };
})();
