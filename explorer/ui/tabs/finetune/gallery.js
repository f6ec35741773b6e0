/* value: {sentence, pictures: [{name, src: an address, wide, high: in pixels of the network}], refused: sentences}. */
const tiles = element.querySelector(".dx-tiles"), list = element.querySelector("ul"), words = tiles.dataset;
const { fill } = window.explorer;

function tile(picture, index) {
  const image = Object.assign(document.createElement("img"), { src: picture.src, alt: "" });
  if (words.removable === "false") return image;
  const remove = document.createElement("button"), title = fill(words.remove, { number: index + 1 });
  Object.assign(remove, { type: "button", title });
  remove.setAttribute("aria-label", title);
  remove.addEventListener("click", () => trigger("remove", { index }));
  if (picture.wide !== picture.high) return framed(picture, index, image, remove);
  remove.append(image);
  return remove;
}

function framed(picture, index, image, remove) {
  const box = document.createElement("div"), { wide, high } = picture;
  const { made, press } = window.crops.frame(picture, { frame: fill(words.frame, { number: index + 1 }), place: words.place });
  box.className = wide > high ? "dx-crop dx-across" : "dx-crop";
  box.style.aspectRatio = `${wide} / ${high}`;
  box.append(image, made, remove);
  box.addEventListener("pointerdown", press);
  return box;
}

function show() {
  const { sentence = "", pictures = [], refused = [] } = props.value || {};
  const place = [...tiles.children].findIndex((one) => one.contains(document.activeElement));
  tiles.hidden = !pictures.length;
  element.querySelector("p").textContent = sentence;
  tiles.replaceChildren(...pictures.map(tile));
  // Who takes out several goes on from there.
  const next = place < 0 ? null : tiles.children[Math.min(place, pictures.length - 1)];
  (next?.querySelector("button") ?? next)?.focus();
  list.replaceChildren(...refused.map((reason) => Object.assign(document.createElement("li"), { textContent: `⚠ ${reason}` })));
}

watch("value", show);
show();
