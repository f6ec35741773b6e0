/* value: {source, pictures}, the source of a network and, by the shown names of its classes, the addresses of their
   pictures. */
const { explorer } = window, { source, pictures } = props.value;

function dress(radio) {
  const ours = explorer.state.source === source;
  radio.toggleAttribute("data-pictures", ours);
  for (const label of radio.querySelectorAll("label")) {
    const name = label.textContent.trim(), address = ours && pictures[name];
    label.toggleAttribute("data-class", Boolean(address));
    label.title = address ? name : "";
    label.style.backgroundImage = address ? `url(${address})` : "";
  }
}

function begin() {
  const radio = document.querySelector(".dx-labels");
  if (!radio) { requestAnimationFrame(begin); return; } // it comes later than this
  new MutationObserver(() => dress(radio)).observe(radio, { childList: true, subtree: true, characterData: true });
  explorer.on(radio, () => dress(radio));
}
begin();
