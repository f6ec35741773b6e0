/* value: {sentence, pictures: addresses, refused: sentences}. */
const tiles = element.querySelector(".dx-tiles"), list = element.querySelector("ul");

function tile(address, index) {
  const button = document.createElement("button"), image = document.createElement("img");
  Object.assign(image, { src: address, alt: "" });
  const title = window.explorer.fill(tiles.dataset.remove, { number: index + 1 });
  Object.assign(button, { type: "button", title });
  button.setAttribute("aria-label", title);
  button.append(image);
  button.addEventListener("click", () => trigger("remove", { index }));
  return button;
}

function show() {
  const { sentence = "", pictures = [], refused = [] } = props.value || {};
  const place = [...tiles.children].indexOf(document.activeElement);
  tiles.hidden = !pictures.length;
  element.querySelector("p").textContent = sentence;
  tiles.replaceChildren(...pictures.map(tile));
  if (place >= 0) tiles.children[Math.min(place, pictures.length - 1)]?.focus(); // who takes out several goes on from there
  list.replaceChildren(...refused.map((reason) => Object.assign(document.createElement("li"), { textContent: `⚠ ${reason}` })));
}

watch("value", show);
show();
