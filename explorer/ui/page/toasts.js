/* Gradio reads its toasts as HTML. What our handlers say has none (see warn in widgets.py); what Gradio says by itself
   quotes names of files, and whatever became an element there is shown as the text that it was. */
"use strict";
{
  const literal = new MutationObserver(() => {
    for (const text of document.querySelectorAll("[data-testid=toast-text]")) {
      if (text.firstElementChild) text.textContent = text.innerHTML;
    }
  });
  const seeking = new MutationObserver(() => {
    const toasts = document.querySelector(".toast-wrap"); // empty, and there from the start
    if (!toasts) return;
    seeking.disconnect();
    literal.observe(toasts, { childList: true, subtree: true });
  });
  seeking.observe(document, { childList: true, subtree: true });
}
