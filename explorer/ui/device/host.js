/* A Worker, and what it was asked. */
"use strict";
// needs: fetching.js
window.Host = (() => {
  const { DeviceError } = window.offers;
  const TICKS = 6; // without a sign of life, while something is asked

  return class Host {
    static tickMs = 5000; // counted, not measured: while a laptop sleeps, nobody is late

    #asked = new Map(); // by number: what waits for an answer, in the order in which it was asked
    #count = 0;
    #silent = 0;
    #ticking = null;

    /* code: the address of the folder with the Workers' scripts, of which it is `script`. died(error) is called once, should
       it die. */
    constructor(code, died = () => {}, script = "worker.js") {
      this.dead = null; // or why
      this.died = died;
      try {
        this.worker = new Worker(window.fetching.at(`${code}${script}`));
      } catch (error) { // a policy, say
        this.dead = new DeviceError("worker", error.message);
        return;
      }
      this.worker.onmessage = ({ data }) => this.#hear(data);
      this.worker.onerror = (event) => this.end(new DeviceError("worker", event.message || "the Worker died"));
      this.worker.onmessageerror = () => this.end(new DeviceError("worker", "a message was lost"));
    }

    get busy() { return this.#asked.size; }

    /* Ask for `kind` of message; the answer resolves. part(data) hears of what comes before it. What is transferred is
       the Worker's. Rejects with a DeviceError. */
    ask(kind, data = {}, transfer = [], part = () => {}) {
      if (this.dead) return Promise.reject(this.dead);
      const id = ++this.#count;
      return new Promise((resolve, reject) => {
        this.#asked.set(id, { resolve, reject, part });
        this.#watch();
        try {
          this.worker.postMessage({ ...data, kind, id }, transfer);
        } catch (error) {
          this.#asked.delete(id);
          reject(new DeviceError("memory", error.message));
        }
      });
    }

    /* The Worker is no longer wanted, or is dead: what it was asked is rejected. */
    end(error = new DeviceError("worker", "closed")) {
      if (this.dead) return;
      this.dead = error;
      this.worker.terminate();
      clearInterval(this.#ticking);
      for (const { reject } of this.#asked.values()) reject(error);
      this.#asked.clear();
      this.died(error);
    }

    #hear({ id, value, part, error }) {
      this.#silent = 0;
      const asked = this.#asked.get(id);
      if (!asked) return;
      if (part !== undefined) { asked.part(part); return; }
      this.#asked.delete(id);
      if (!this.#asked.size) { clearInterval(this.#ticking); this.#ticking = null; }
      if (error) asked.reject(new DeviceError(error.reason, error.message)); else asked.resolve(value);
    }

    #watch() {
      if (this.#ticking) return;
      this.#silent = 0;
      this.#ticking = setInterval(() => {
        if (++this.#silent >= TICKS) this.end(new DeviceError("worker", "the Worker does not answer"));
      }, Host.tickMs);
    }
  };
})();
