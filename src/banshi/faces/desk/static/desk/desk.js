// The desk's own keys: x ticks the row, Esc leaves a field and then goes back. j, k, Enter and / are in banshi.js.
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], details.menu[open]")) { return; }
    var field = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape") {
      if (field) { field.blur(); return; }
      var back = document.querySelector("[data-back]");
      if (back) { window.location.assign(back.href); }
    }
    if (event.key === "x" && !field) {
      var row = event.target.closest("tr");
      var box = row && row.querySelector("input[type=checkbox]");
      if (box && event.target !== box) { box.click(); }
    }
  });
})();
