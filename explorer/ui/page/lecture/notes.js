/* Notes for who speaks, in a window of their own: all lessons with minutes, the place that the hall sees marked. They
   can be printed, and their keys step the lesson. */
"use strict";
window.notes = (() => {
  const KEYS = { PageDown: 1, ArrowRight: 1, Enter: 1, " ": 1, PageUp: -1, ArrowLeft: -1 };
  const STYLE = `
    body { font: 17px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 46rem; padding: 0 1rem; color: #1f2328; background: #fff; }
    h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin: 1.4rem 0 0.3rem; } ol { margin: 0; padding-left: 1.5rem; }
    li { padding: 0.3rem 0.5rem; border-left: 4px solid transparent; } li p { margin: 0.1rem 0; } small { color: #57606a; font-weight: 400; }
    li[aria-current=step] { background: #eef5fb; border-color: #0072b2; }
    @media print { li[aria-current=step] { background: none; border-color: transparent; } section { break-inside: avoid; } }`;
  let lessons = [], step = null, current = null, words = {}, shown = null; // shown: the window

  /* lessons: of lessons.js; go(by) steps; place(): where the hall is. */
  function setup(given, go, place) { [lessons, step, current] = [given, go, place]; }

  function open() {
    shown = window.open("", "dx-notes", "popup,width=620,height=820");
    if (!shown) return; // the browser does not let us
    words = document.querySelector(".dx-lesson").dataset;
    write(shown.document);
    shown.onkeydown = (event) => {
      if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      step(KEYS[event.key]);
    };
    follow(current());
    shown.focus();
  }

  const minutes = (steps) => steps.reduce((sum, each) => sum + each.minutes, 0);
  const said = (value) => window.explorer.fill(words.minutes, { count: value.toLocaleString(document.documentElement.lang) });

  function write(page) {
    const make = (tag, text, ...inside) => {
      const made = page.createElement(tag);
      made.append(...(text ? [text] : []), ...inside);
      return made;
    };
    const line = ({ name }, one, i) => {
      const right = one.choices?.find(([letter]) => letter === one.right), item = make("li", "", make("strong", one.say), " ", make("small", said(one.minutes)));
      if (one.ask) item.append(make("p", one.ask), make("p", "", make("b", `${right[0].toUpperCase()}: `), right[1]));
      item.append(make("p", one.note));
      item.dataset.place = `${name}.${i + 1}`;
      return item;
    };
    page.documentElement.lang = document.documentElement.lang;
    page.head.replaceChildren(make("style", STYLE));
    page.title = words.title;
    page.body.replaceChildren(
      make("h1", `${words.title} · ${said(lessons.reduce((sum, { steps }) => sum + minutes(steps), 0))}`),
      ...lessons.map((lesson, i) => make("section", "", make("h2", `${i + 1}. ${lesson.title} `, make("small", said(minutes(lesson.steps)))),
        make("ol", "", ...lesson.steps.map((one, k) => line(lesson, one, k))))),
    );
  }

  /* The hall is at another place. */
  function follow(place) {
    if (!shown || shown.closed || !place) return;
    for (const item of shown.document.querySelectorAll("li")) {
      const here = item.dataset.place === place.name.replace(".answer", "");
      if (here) item.setAttribute("aria-current", "step"); else item.removeAttribute("aria-current");
      if (here) item.scrollIntoView({ block: "center" });
    }
  }

  return { setup, open, follow };
})();
