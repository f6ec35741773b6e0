/* value: a sentence, or several with empty lines between; or {sentence, address}, the address a link in it. */
const WEB = /^https?:\/\//;

function paragraph(text, address) {
  const made = document.createElement("p"), place = WEB.test(address) ? text.indexOf(address) : -1;
  if (place < 0) {
    made.textContent = text;
    return made;
  }
  const link = Object.assign(document.createElement("a"), { href: address, textContent: address, target: "_blank", rel: "noopener" });
  made.append(text.slice(0, place), link, text.slice(place + address.length));
  return made;
}

function show() {
  const value = props.value ?? "", { sentence = value, address } = value;
  element.firstElementChild.replaceChildren(...sentence.split("\n\n").filter(Boolean).map((text) => paragraph(text, address)));
}

watch("value", show);
show();
