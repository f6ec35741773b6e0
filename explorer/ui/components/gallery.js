/* value: {sentence, pictures: addresses, refused: sentences}. */
const box = element.querySelector("div"), tiles = element.querySelector(".dx-tiles"), list = element.querySelector("ul");

function tile(address, index) {
  const button = document.createElement("button"), image = document.createElement("img");
  Object.assign(image, { src: address, alt: "" });
  Object.assign(button, { type: "button", title: box.dataset.remove });
  button.setAttribute("aria-label", `${box.dataset.remove} ${index + 1}`);
  button.append(image);
  button.addEventListener("click", () => trigger("remove", { index }));
  return button;
}

function show() {
  const { sentence = "", pictures = [], refused = [] } = props.value || {};
  box.hidden = !pictures.length && !refused.length;
  element.querySelector("p").textContent = sentence;
  tiles.replaceChildren(...pictures.map(tile));
  list.replaceChildren(...refused.map((reason) => Object.assign(document.createElement("li"), { textContent: `⚠ ${reason}` })));
}

watch("value", show);
show();
