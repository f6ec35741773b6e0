/* A row of built-in pictures to choose from. value: the kind chosen, or null when the picture is the user's own. */
const buttons = [...element.querySelectorAll("button")];
const show = () => {
  buttons.forEach((b) => b.setAttribute("aria-pressed", b.dataset.kind === props.value));
  window.explorer.link.put({ picture: props.value || null }); // none: the picture is the user's own
};
for (const button of buttons) {
  button.addEventListener("click", () => trigger("choose", { kind: button.dataset.kind }));
}
watch("value", show);
show();
