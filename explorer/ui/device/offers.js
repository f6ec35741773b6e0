/* Asks the server for offers of networks, through an invisible component (device.js): one at a time, since of two
   answers in quick succession a page may get the second one only. */
"use strict";
// needs: explorer.js
window.offers = (() => {
  const PATIENCE_MS = 60_000; // the server may have to load the network first

  /* An error with the `reason` why a network does not run here: see networks.js. */
  class DeviceError extends Error {
    constructor(reason, message = reason) { super(message); this.reason = reason; }
  }

  let send, answered = null, asks = 0, last = Promise.resolve();
  const connected = new Promise((resolve) => { send = resolve; });

  /* The component says how a request is sent, and hands over what comes. */
  const connect = (trigger) => send(trigger);
  function take(value) { if (value && answered) answered(value); }

  async function one(source) {
    const trigger = await connected, ask = ++asks;
    return new Promise((resolve, reject) => {
      const waiting = setTimeout(() => reject(new DeviceError("download", "no answer about the network")), PATIENCE_MS);
      answered = (value) => {
        if (value.ask !== ask) return;
        clearTimeout(waiting);
        if (value.refused) reject(new DeviceError("refused", value.refused));
        else resolve({ ...value, alphaBar: window.explorer.decode(value.alpha_bar, Float64Array) });
      };
      trigger({ source, ask });
    });
  }

  /* The server's offer, see Offers.offer in offers.py, with alphaBar as a Float64Array. Rejects with a DeviceError. */
  function ask(source) {
    const answer = last.then(() => one(source));
    last = answer.catch(() => {});
    return answer;
  }

  return { connect, take, ask, DeviceError };
})();
