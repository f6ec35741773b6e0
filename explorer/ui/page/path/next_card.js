element.querySelector("[data-next]").addEventListener("click", () => trigger("go"));
