/* Fetches what a network needs to run here. */
"use strict";
// needs: offers.js
window.fetching = (() => {
  const STILL_MS = 30_000; // without a byte: it will not go on

  /* The bytes at an address of this server, as an ArrayBuffer. progress(bytes so far) is called for each piece; `fresh`
     passes by what the browser keeps. Rejects with a DeviceError of reason "download". */
  async function bytes(address, { progress = () => {}, fresh = false } = {}) {
    const control = new AbortController();
    let waiting = null;
    const wait = () => { clearTimeout(waiting); waiting = setTimeout(() => control.abort(), STILL_MS); };
    try {
      wait();
      const answer = await fetch(at(address), { signal: control.signal, cache: fresh ? "reload" : "default" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const reader = answer.body.getReader(), all = [];
      let count = 0;
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        wait();
        all.push(piece.value);
        progress(count += piece.value.length);
      }
      const whole = new Uint8Array(count);
      let place = 0;
      for (const piece of all) { whole.set(piece, place); place += piece.length; }
      return whole.buffer;
    } catch (error) {
      throw new window.offers.DeviceError("download", `${address}: ${error.message}`);
    } finally {
      clearTimeout(waiting);
    }
  }

  /* Where an address of the server lies for this page: the same for all languages, so that it is kept once. */
  const at = (address) => new URL(`${(window.gradio_config?.root ?? "").replace(/\/lang\/[a-z]+\/?$/, "")}${address}`, document.baseURI).href;

  return { bytes, at };
})();
