// Small helps on top of pages that work without any script: dialogs, focus on errors, one open menu, row keys at the desk.
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-dialog]");
    if (opener) {
      var dialog = document.getElementById(opener.dataset.dialog);
      if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
      return;
    }
    var closer = event.target.closest("[data-close]");
    if (closer && closer.closest("dialog")) { closer.closest("dialog").close(); }
    if (event.target.closest("[data-print]")) { window.print(); }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach(function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) { return; }
    if (event.key === "/") {
      var search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
    if (event.key === "j" || event.key === "k") { moveRow(event.key === "j" ? 1 : -1); }
  });

  function moveRow(step) {
    var links = Array.from(document.querySelectorAll("[data-rows] tbody tr a:first-of-type"));
    if (!links.length) { return; }
    var at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
  }

  var summary = document.querySelector("[data-focus]");
  if (summary) { summary.focus(); }

  // A form is sent once: a second press of the button would only make the clerk's list longer.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // The details of a printed guide are printed too.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.fold").forEach(function (fold) { fold.open = true; });
  });

  if ("serviceWorker" in navigator) {
    var manifest = document.querySelector('link[rel="manifest"]');
    if (manifest) { navigator.serviceWorker.register("/service-worker.js").catch(function () {}); }
  }
})();
