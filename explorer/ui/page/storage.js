/* Where site data is blocked, reading window.localStorage throws, and Gradio, which keeps the owner's key there, would
   show nothing. A page that cannot keep anything gets a storage that lasts as long as it does, and says so (page.css). */
"use strict";
for (const name of ["localStorage", "sessionStorage"]) {
  let kept = {};
  try {
    const probe = "diffusion-explorer-probe";
    kept = { ...window[name] }; // of one that is full, what is there can still be read
    window[name].setItem(probe, "");
    window[name].removeItem(probe);
  } catch {
    const values = new Map(Object.entries(kept));
    const storage = {
      get length() { return values.size; },
      key: (place) => [...values.keys()][place] ?? null,
      getItem: (key) => values.get(String(key)) ?? null,
      setItem: (key, value) => { values.set(String(key), String(value)); },
      removeItem: (key) => { values.delete(String(key)); },
      clear: () => values.clear(),
    };
    Object.defineProperty(window, name, { value: storage, configurable: true });
    document.documentElement.dataset.forgets = "";
  }
}
