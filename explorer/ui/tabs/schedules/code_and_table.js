/* value: {python: a snippet; csv: null, or a table that was asked for}. */
const { explorer } = window;
const code = element.querySelector("pre"), copy = element.querySelector("[data-copy]"), label = copy.textContent;

function select() {
  getSelection().selectAllChildren(code);
}

copy.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch { // without permission, or not on https: select it, and copy the old way
    select();
    document.execCommand("copy");
  }
  copy.textContent = copy.dataset.copied;
  explorer.say(copy.dataset.copied);
  setTimeout(() => { copy.textContent = label; }, 2000);
});
let asked = false;
element.querySelector("[data-csv]").addEventListener("click", () => {
  asked = true;
  if (props.value.csv) receive(); else trigger("csv", {});
});

function receive() {
  if (!props.value) return;
  code.textContent = props.value.python;
  if (!asked || !props.value.csv) return;
  asked = false;
  explorer.download("schedules.csv", "text/csv", props.value.csv);
}
watch("value", receive);
receive();
