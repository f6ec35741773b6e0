/* Which chart a hall sees. value: [name, title] of each. Which is pressed says it, see chart_choice.py. */
const { explorer } = window, group = element.querySelector("div");

const buttons = props.value.map(([name, title]) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: title });
  button.dataset.chart = name;
  button.addEventListener("click", ({ detail }) => { choose(button); if (detail) button.blur(); }); // the keys are the hall's
  return button;
});
group.prepend(...buttons);

function choose(chosen) {
  for (const button of buttons) button.setAttribute("aria-pressed", button === chosen);
}

const next = () => choose(buttons[(buttons.findIndex(({ ariaPressed }) => ariaPressed === "true") + 1) % buttons.length]);
explorer.keys(element, { c: next, C: next });
explorer.always(({ lesson }) => { if (lesson) choose(buttons[0]); }); // lessons speak of the first one
choose(buttons[0]);
