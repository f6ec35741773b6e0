/* Lessons. value: a list of {name, title, look, question, answer, steps}, each step {query, say}; see lessons.py. */
const { explorer } = window, { link } = explorer;
const $ = (selector) => element.querySelector(selector), panel = $(".dx-lesson"), shelf = $(".dx-shelf");
let lesson = null, number = 0;

const button = (text, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
};

shelf.append(...props.value.map((one) => button(one.title, () => {
  explorer.set({ shelf: false });
  open(one, 0);
  $("[aria-current=step]").focus(); // what had the focus is gone
})));

/* The place of a step, such as "fan.2". */
const place = () => `${lesson.name}.${number + 1}`;

/* Show what is said of a step, without going there. */
function show(one, step) {
  if (lesson !== one) {
    $("h2").textContent = one.title;
    $(".dx-look").textContent = one.look;
    $("summary").textContent = one.question;
    $("details p").textContent = one.answer;
    $("details").open = false;
    $(".dx-steps").replaceChildren(...one.steps.map(({ say }, i) => {
      const made = button(i + 1, () => open(one, i));
      made.title = say;
      made.setAttribute("aria-label", `${panel.dataset.step} ${i + 1}: ${say}`);
      return made;
    }));
  }
  [lesson, number] = [one, step];
  [...shelf.children].forEach((card, i) => card.setAttribute("aria-current", props.value[i] === one));
  $(".dx-say").textContent = one.steps[step].say;
  [...$(".dx-steps").children].forEach((made, i) => made.setAttribute("aria-current", i === step ? "step" : "false"));
  panel.hidden = false;
  document.body.dataset.lesson = new URLSearchParams(one.steps[step].query).get("open") ?? "";
  explorer.set({ lesson: place() });
}

function open(one, step) {
  show(one, step);
  link.open(one.steps[step].query);
}

/* One step on or back, over the borders of lessons. */
function go(by) {
  if (!lesson) return;
  const all = props.value.flatMap((one) => one.steps.map((_, i) => [one, i]));
  const next = all[all.findIndex(([one, i]) => one === lesson && i === number) + by];
  if (next) open(...next);
}

function hide() {
  panel.hidden = true;
  for (const card of shelf.children) card.setAttribute("aria-current", false);
  delete document.body.dataset.lesson;
  lesson = null;
  explorer.set({ lesson: null });
}

function close() {
  hide();
  link.leave();
}

/* Where an address leads. What it leaves open, the step of its lesson says. */
function come(asked) {
  const [name, step] = (asked.get("lesson") ?? "").split("."), one = props.value.find((each) => each.name === name);
  if (one?.steps[step - 1]) {
    for (const [key, value] of new URLSearchParams(one.steps[step - 1].query)) if (!asked.has(key)) asked.set(key, value);
    show(one, step - 1);
  } else if (lesson) hide();
  link.open(asked);
}

for (const made of element.querySelectorAll("[data-go]")) made.addEventListener("click", () => go(Number(made.dataset.go)));
$("[data-close]").addEventListener("click", close);
window.lecture.steps = go;

link.ask = (query) => trigger("open", { query });

if (link.asked) come(link.asked);
window.addEventListener("popstate", () => come(new URLSearchParams(location.search)));
explorer.on(element, () => {
  const opened = shelf.hidden && explorer.state.shelf;
  shelf.hidden = !explorer.state.shelf;
  if (opened) shelf.querySelector("button").focus();
});
shelf.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  explorer.set({ shelf: false });
  document.querySelector('[data-tool="lessons"]').focus();
});
