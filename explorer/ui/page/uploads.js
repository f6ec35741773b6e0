/* Files on their way into a drop zone. All of them pass for pictures there, whatever their names are: the server looks
   into each, and says in the page's language why it cannot be used. What is too heavy to be sent is told of before. */
const { most: heaviest, tap } = element.querySelector("span").dataset, most = Number(heaviest);
document.documentElement.style.setProperty("--dx-tap", JSON.stringify(tap)); // see upload.css
const ZONES = ".dx-own, .dx-files";

/* What a zone is called: Gradio's name for it is not in the page's language everywhere, and speaks of dropping to a
   finger, too. It is there anew whenever a picture has been taken out. */
const byFinger = matchMedia("(pointer: coarse)");
function nameZones() {
  for (const zone of document.querySelectorAll(`:is(${ZONES}) .upload-container`)) {
    const [label, said] = ["block-label", "upload-text"].map((part) => zone.closest(ZONES).querySelector(`[data-testid=${part}]`)?.textContent);
    if (!label || !said) continue; // it is being built
    const name = `${label}: ${byFinger.matches ? tap : said}`.replace(/\s+/g, " ").trim();
    if (zone.getAttribute("aria-label") !== name) zone.setAttribute("aria-label", name);
  }
}
byFinger.addEventListener("change", nameZones);
new MutationObserver(window.explorer.eachFrame(nameZones)).observe(document.body, { childList: true, subtree: true });

let handedOn = null; // the event that we have sent ourselves

function admitted(files) {
  const heavy = files.filter(({ size }) => size > most).map(({ name }) => name);
  if (heavy.length) trigger("refuse", { names: heavy });
  const bag = new DataTransfer();
  for (const file of files.filter(({ size }) => size <= most)) {
    bag.items.add(file.type.startsWith("image/") ? file : new File([file], file.name, { type: "image/unknown" }));
  }
  return bag;
}

document.addEventListener("change", ({ target }) => {
  if (target.matches?.("input[type=file]") && target.closest(ZONES)) target.files = admitted([...target.files]).files;
}, true);

document.addEventListener("drop", (event) => {
  if (event === handedOn || !event.target.closest?.(ZONES) || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const dataTransfer = admitted([...event.dataTransfer.files]);
  handedOn = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer });
  event.target.dispatchEvent(handedOn);
}, true);
