/* A chain that this device walks by itself, by the plan of chains/plan.py: what the Workers say of its samples, put
   together step by step. */
"use strict";
// needs: networks.js
window.walks = (() => {
  const { explorer, device } = window, { decode } = explorer;

  /* Walk the chain of a packet with a plan, from `start`, x of all samples. hear(step) gets each step in its turn: k,
     and x0, extra and halves of all samples, Float32Array; the last two null where there are none.
     Returns {ended, stop()}: ended resolves to the x of the end, or to null if it was stopped, and rejects with a
     DeviceError. */
  function walk({ plan, times, seeds, shape }, start, hear) {
    const one = shape.reduce((a, b) => a * b), count = seeds.length, steps = times.length - 1;
    let stopped = false, hosts = [];

    async function go() {
      const handle = device.ready(plan.source);
      if (handle && handle.offer.sha256 !== plan.sha256) handle.close(); // it has been trained further
      if (!handle || handle.closed) throw new device.DeviceError("worker", "the network is not here");
      const told = { ...plan, times, bars: decode(plan.bars, Float64Array), updates: decode(plan.updates, Float64Array) };
      hosts = await handle.hosts(count);
      const parts = Array.from({ length: steps }, () => []); // of each step, by sample
      let next = 0;
      const part = (own) => ({ k, samples, ms, looked }) => {
        if (stopped) return;
        samples.forEach((sample, i) => { parts[k][own[i]] = sample; });
        handle.took(ms / looked);
        for (; next < steps && Object.keys(parts[next]).length === count; next++) {
          hear({ k: next, ...together(parts[next]) });
          parts[next] = null;
        }
      };
      const ends = await Promise.all(hosts.map(async (host, h) => {
        const own = seeds.map((_, i) => i).filter((i) => i % hosts.length === h);
        const asked = { plan: told, seeds: own.map((i) => Number(seeds[i])), x: own.map((i) => start.slice(i * one, (i + 1) * one)) };
        const { x } = await host.ask("walk", asked, [], part(own));
        return x.map((values, i) => [own[i], values]);
      }));
      if (stopped) return null;
      const end = new Float32Array(count * one);
      for (const [i, values] of ends.flat()) end.set(values, i * one);
      return end;
    }

    function together(samples) {
      const joined = (arrays) => {
        const all = new Float32Array(count * one);
        arrays.forEach((array, i) => all.set(array, i * one));
        return all;
      };
      const [{ extra, halves }] = samples;
      return {
        x0: joined(samples.map((sample) => sample.x0)),
        extra: extra && joined(samples.map((sample) => sample.extra)),
        halves: halves && [0, 1].map((which) => joined(samples.map((sample) => sample.halves[which]))),
      };
    }

    function stop() {
      if (stopped) return;
      stopped = true;
      for (const host of hosts) if (!host.dead) host.ask("stop").catch(() => {});
    }

    const ended = go();
    ended.catch(stop); // if one Worker dies, the others have no reason to go on
    return { ended, stop };
  }

  return { walk };
})();
