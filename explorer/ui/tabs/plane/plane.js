/* The Plane tab's points, its Worker, and the chain and the network that it has made. Times, schedule, sampler, steps, eta and
   guidance are those of the other tabs. */
"use strict";
// needs: link.js, host.js, sets.js, exact_plane.js, plane_walk.js, plane_points.js
window.plane = (() => {
  const { explorer, Host, ExactPlane, planePoints } = window, { link } = explorer;
  const REACH = 3.2, PARTICLES = 2000, MOST = 100_000; // steps of training; the plane is shown from -REACH to REACH
  let code = null, host = null, made = {}, chain = null, learning = null;

  /* What is set on the tab, by the names that a link has for it. */
  const settings = { plane: "moons", word: "DDPM", points: "500", plane_seed: 0, view: "forward", by: "exact", field: "none", trained: 0, prediction: "epsilon" };
  function take(name, value) {
    if (settings[name] === value || value === null) return;
    settings[name] = value;
    explorer.set({});
  }

  /* folder: the address of the Worker's scripts. */
  function begin(folder) { code = folder; }

  /* The points, made once for the settings that they follow from: an ExactPlane. */
  function exact() {
    const { plane, word, points, plane_seed: seed } = settings;
    const key = JSON.stringify([plane, plane === "word" && word, points, seed, plane === "drawn" && planePoints.strokes.length]);
    if (made.key !== key) made = { key, exact: new ExactPlane(planePoints.of(plane, Number(points), seed, word)) };
    return made.exact;
  }

  const walk = () => ({ sampler: link.value("sampler") ?? "ddim", steps: Math.min(link.value("steps") ?? 50, explorer.state.T), eta: link.value("eta") ?? 0 });
  const seeds = () => Array.from({ length: PARTICLES }, (_, i) => settings.plane_seed + i);
  const schedule = () => { const { alphaBar, beta } = explorer.state.schedule; return { alphaBar, beta }; };
  const ofSchedule = () => [explorer.state.schedule.name, explorer.state.T, explorer.state.schedule.alphaBar[1], explorer.state.schedule.alphaBar.at(-1)];

  /* The Worker; after a failure another one. */
  function worker() {
    if (!host || host.dead) {
      host = new Host(code, () => { chain = learning = null; }, "plane.js");
      host.of = null;
    }
    return host;
  }

  /* {times, frames, done, failed}: the chain of these settings, with what of it has come; hear() is called when there is more. */
  function particles(hear) {
    const { by, plane_seed: seed } = settings, of = walk(), points = exact();
    const base = JSON.stringify([by, of, seed, made.key, ofSchedule(), by === "network" && network().key]), key = `${base}${by === "network" ? learning.step : ""}`;
    if (chain?.key === key || chain?.base === base && learning?.running && !chain.done) return chain; // while it learns, one after the other
    const mine = chain = { base, key, times: [], frames: [], done: false, failed: null }, at = worker();
    if (at.of !== points) { at.ask("data", { points: points.points }).catch(() => {}); at.of = points; }
    at.ask("chain", { by, schedule: schedule(), ...of, seeds: seeds() }, [], ({ k, t, x }) => {
      mine.times[k] = t;
      mine.frames[k] = x;
      if (chain === mine) hear();
    }).then(({ done }) => { mine.done = done; }, (error) => { mine.failed = error; }).then(() => { if (chain === mine) hear(); });
    return mine;
  }

  /* Of a chain the state at t: the last one that was not yet below it. Null until it has come. */
  function frameAt({ times, frames }, t) {
    const below = times.findIndex((time) => time < t), k = (below < 0 ? times.length : below) - 1;
    return k < 0 ? null : { k, t: times[k], x: frames[k] };
  }

  /* The network of these settings, a new one where they have changed: {key, step, loss, losses, running, failed}. */
  function network() {
    const { prediction, plane_seed: seed } = settings, points = exact(), key = JSON.stringify([made.key, prediction, seed, ofSchedule()]);
    if (learning?.key === key) return learning;
    learning = { key, step: 0, loss: null, losses: [], running: false, failed: null };
    worker().ask("learn", { points: points.points, alphaBar: schedule().alphaBar, prediction, seed }).catch(() => {});
    return learning;
  }

  /* Train up to so many steps; hear() is called ten times a second, and at the end. */
  async function train(until, hear) {
    const mine = network();
    if (mine.running || mine.step >= until) return;
    const heard = ({ step, loss }) => { Object.assign(mine, { step, loss }); mine.losses.push([step, loss]); if (learning === mine) hear(); };
    mine.running = true;
    try {
      heard(await worker().ask("train", { until }, [], heard));
    } catch (error) {
      mine.failed = error;
    }
    mine.running = false;
    if (learning === mine) hear();
  }
  const stop = () => worker().ask("stop", { what: "train" }).catch(() => {});

  /* What the network says of x_0 at these points. */
  const guess = (x, t) => worker().ask("guess", { x, t }).then(({ x0 }) => x0);

  return { REACH, PARTICLES, MOST, settings, take, begin, exact, walk, seeds, particles, frameAt, network, train, stop, guess, asked: null };
})();
