/* The arrows beside a slider, for a thumb that wants one step: data-by says how far. */
"use strict";
document.addEventListener("click", ({ target }) => {
  const arrow = target.closest(".dx-slide [data-by]");
  if (!arrow) return;
  const slider = arrow.closest(".dx-slide").querySelector("input[type=range]");
  slider.valueAsNumber += Number(arrow.dataset.by);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
});
