/* Networks on this device: window.device.network(source) loads one, in a Worker of its own, when a tab wants it.

   Why one does not run here, the `reason` of the error:
   refused   the server does not offer it: see Offers.offer         simd      the browser lacks what the engine needs
   download  something did not arrive                               hash      what arrived is not what was offered
   weights   the engine cannot read them                            gate      it does not answer as the server's does
   memory    there is too little                                    slow      it would take far longer than the server
   program   the engine cannot follow it                            worker    the Worker could not begin, or died */
"use strict";
// needs: explorer.js, offers.js, fetching.js, host.js
window.device = (() => {
  const { explorer, offers, fetching, Host } = window, { DeviceError } = offers;
  const PROBES = 5, PROBE_MS = 500;
  const bounds = { slowestMs: 1000, quickMs: 80 }; // of a step: what is slower is not used at all, or not for chains
  const RECENT = 9; // steps, of whose times the median is told
  const MOST = 2; // networks at once, of a duel
  const loaded = new Map(); // by source: the promise of a handle; the last asked for is last
  const spoilt = new Set(); // hashes of what arrived otherwise: not to be taken from the browser's store again

  const phone = navigator.userAgentData?.mobile ?? /Mobi/.test(navigator.userAgent);
  const workers = phone ? 1 : Math.max(1, Math.min(8, navigator.hardwareConcurrency || 1));

  function tell(source, change) {
    const before = explorer.state.device;
    explorer.set({ device: { ...(before.source === source ? before : { progress: 0, reason: null, stepMs: null }), source, ...change } });
  }

  /* A network that is ready. offer: the server's, with alphaBar as Float64Array; stepMs: the median of the last steps. */
  class Handle {
    #hosts = [];
    #parts;
    #times = [];

    constructor(offer, parts) {
      this.offer = offer;
      this.#parts = parts;
    }

    get stepMs() { return [...this.#times].sort((a, b) => a - b)[this.#times.length >> 1] ?? null; }

    get closed() { return !this.#hosts.some(({ dead }) => !dead); }

    get busy() { return this.#hosts.some(({ busy }) => busy); }

    /* So many Workers, up to those that the device has cores for; resolves to them. Each takes one step at a time. */
    async hosts(count = 1) {
      const { module, program, weights } = this.#parts;
      while (this.#hosts.length < Math.min(count, workers)) {
        const host = new Host(this.offer.code, (error) => { if (error.reason === "worker") this.close(error); });
        this.#hosts.push(host);
        host.ready = host.ask("load", { module, program, weights, sha256: this.#hosts.length === 1 ? this.offer.sha256 : null });
        host.ready.catch(() => {}); // whoever waits for it hears of it
      }
      const some = this.#hosts.slice(0, Math.min(count, workers));
      try {
        await Promise.all(some.map(({ ready }) => ready));
      } catch (error) {
        this.close(error);
        throw error;
      }
      return some;
    }

    /* What the network says of x (C * H * W), channel after channel, at a time as it counts them, t - 1, with the index
       of a label, that of "no label" included; null if it knows none. Answers come in the order of the questions. */
    async answer(x, time, label = null) {
      if (this.closed) throw this.#parts.error ?? new DeviceError("worker", "closed");
      const copy = Float32Array.from(x); // the page may go on with its own
      const { answer, ms } = await this.#hosts[0].ask("answer", { x: copy, time, label }, [copy.buffer]);
      this.took(ms);
      return answer;
    }

    took(ms) {
      this.#times = [...this.#times.slice(1 - RECENT), ms];
    }

    /* Forget it. What was asked is rejected; the next device.network(source) loads it again. */
    close(error = new DeviceError("worker", "closed")) {
      this.#parts.error = error;
      for (const host of this.#hosts) host.end(error);
      if (loaded.get(this.offer.source)?.handle !== this) return;
      loaded.delete(this.offer.source);
      tell(this.offer.source, error.message === "closed" ? { phase: "none" } : { phase: "failed", reason: error.reason });
    }
  }

  async function load(source) {
    const offer = await offers.ask(source), fresh = spoilt.has(offer.sha256);
    tell(source, { phase: "loading" });
    let told = 0;
    const progress = (count) => {
      if (count - told < offer.bytes / 25) return;
      told = count;
      tell(source, { progress: Math.min(1, count / offer.bytes) });
    };
    const [code, program, weights] = await Promise.all([
      fetching.bytes(`${offer.code}unet.wasm`, { fresh }), fetching.bytes(offer.program, { fresh }),
      fetching.bytes(offer.weights, { fresh, progress }),
    ]);
    if (typeof WebAssembly === "undefined" || !WebAssembly.validate(code)) throw new DeviceError("simd", "no SIMD");
    const parts = { module: await WebAssembly.compile(code), program: parsed(program), weights };
    const handle = new Handle(offer, parts);
    try {
      await handle.hosts(1);
      await probe(handle);
    } catch (error) {
      if (error.reason === "hash") spoilt.add(offer.sha256); else spoilt.delete(offer.sha256);
      handle.close(error);
      throw error;
    }
    spoilt.delete(offer.sha256);
    return handle;
  }

  function parsed(bytes) {
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch (error) {
      throw new DeviceError("program", error.message);
    }
  }

  /* How long a step takes here. */
  async function probe(handle) {
    const { shape, labels, no_label: none, T } = handle.offer, x = new Float32Array(shape.reduce((a, b) => a * b));
    const began = performance.now();
    for (let i = 0; i < PROBES && (i < 1 || performance.now() - began < PROBE_MS); i++) {
      await handle.answer(x, T - 1, labels.length ? none ?? 0 : null);
    }
    if (handle.stepMs > bounds.slowestMs) throw new DeviceError("slow", `${handle.stepMs} ms a step`);
  }

  function begin(source) {
    tell(source, { phase: "loading", progress: 0, reason: null, stepMs: null });
    const promise = load(source).then(
      (handle) => {
        promise.handle = handle;
        tell(source, { phase: "ready", progress: 1, stepMs: handle.stepMs });
        return handle;
      },
      (error) => {
        if (loaded.get(source) === promise) loaded.delete(source);
        const known = error.reason ? error : new DeviceError("weights", error.message);
        tell(source, { phase: "failed", reason: known.reason });
        throw known;
      },
    );
    return promise;
  }

  /* The promise of a network's handle; the same for the same source, until it fails or is closed. */
  function network(source) {
    const promise = loaded.get(source) ?? begin(source);
    loaded.delete(source);
    loaded.set(source, promise);
    for (const { handle } of [...loaded.values()].slice(0, -MOST)) if (handle && !handle.busy) handle.close();
    return promise;
  }

  /* The handle if it is ready now, else null: without asking for anything. */
  const ready = (source) => { const handle = loaded.get(source)?.handle; return handle && !handle.closed ? handle : null; };

  return { network, ready, workers, bounds, DeviceError, get status() { return explorer.state.device; } };
})();
