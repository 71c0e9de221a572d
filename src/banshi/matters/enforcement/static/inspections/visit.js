/* The officer's telephone: signatures drawn with a finger, forms kept for the hour without network, results sent when it is back. */
(function () {
  "use strict";
  var script = document.currentScript;
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(script.dataset.worker).then(keep).catch(function () {});
  }

  // What waits for the network stands in IndexedDB, form and files, under the key that makes sending it twice harmless.
  function store(mode) {
    return new Promise(function (done, fail) {
      var opened = indexedDB.open("banshi-visits", 1);
      opened.onupgradeneeded = function () { opened.result.createObjectStore("queue", { keyPath: "key" }); };
      opened.onsuccess = function () { done(opened.result.transaction("queue", mode).objectStore("queue")); };
      opened.onerror = fail;
    });
  }
  function answer(request) {
    return new Promise(function (done, fail) { request.onsuccess = function () { done(request.result); }; request.onerror = fail; });
  }
  async function waiting() { return answer((await store("readonly")).getAll()); }
  async function put(entry) { await answer((await store("readwrite")).put(entry)); }
  async function remove(key) { await answer((await store("readwrite")).delete(key)); }

  function send(entry) {
    var form = new FormData();
    entry.fields.forEach(function (field) {
      if (field[1] instanceof Blob) { form.append(field[0], field[1], field[2]); } else { form.append(field[0], field[1]); }
    });
    return fetch(entry.address, { method: "POST", body: form, headers: { Accept: "application/json" }, redirect: "error" });
  }
  async function flush() {
    for (var entry of await waiting()) {
      try {
        var found = await send(entry);
        if (found.ok) { await remove(entry.key); }
      } catch (gone) { break; }
    }
    tell();
  }
  async function tell() {
    var box = document.querySelector("[data-waiting]"), words = document.querySelector("[data-words-waiting]");
    var count = (await waiting()).length;
    if (!box) { return; }
    box.hidden = count === 0;
    if (count && words) { box.textContent = words.dataset.wordsWaiting.replace("{n}", count); }
  }
  // Into the cache by the page itself: on its first visit no service worker stands before it yet.
  async function keepOne(cache, address) {
    var found = await fetch(address);
    if (!found.ok || found.redirected) { throw new Error(address); }
    await cache.put(address, found);
  }
  async function keep() {
    var list = document.querySelector("[data-keep]"), note = document.querySelector("[data-kept]");
    if (!list || !navigator.onLine) { return; }
    await navigator.serviceWorker.ready;
    var cache = await caches.open("banshi-visits");
    var pages = Array.from(list.querySelectorAll("[data-visit]"), function (link) { return link.href; });
    var looks = performance.getEntriesByType("resource").map(function (one) { return one.name.split("#")[0]; });
    looks = looks.filter(function (one) { return one.startsWith(location.origin + "/static/"); });
    await Promise.all([location.href].concat(pages, looks).map(function (one) { return keepOne(cache, one); }));
    note.textContent = note.dataset.wordsKept;
  }

  // Signatures: the file field stays for who has no finger to draw with, the canvas writes into it.
  document.querySelectorAll("[data-sign]").forEach(function (box) {
    var input = box.querySelector("input[type=file]"), canvas = document.createElement("canvas");
    var clear = document.createElement("button"), pen = canvas.getContext("2d"), drawing = false;
    canvas.className = "signature"; canvas.width = 900; canvas.height = 330;
    canvas.setAttribute("role", "img"); canvas.setAttribute("aria-label", box.dataset.label);
    clear.type = "button"; clear.className = "btn btn-link"; clear.textContent = box.dataset.clear;
    pen.lineWidth = 6; pen.lineCap = "round"; pen.strokeStyle = "#111";
    box.append(canvas, clear);
    function spot(event) {
      var edge = canvas.getBoundingClientRect();
      return [(event.clientX - edge.left) * canvas.width / edge.width, (event.clientY - edge.top) * canvas.height / edge.height];
    }
    canvas.addEventListener("pointerdown", function (event) { drawing = true; canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo.apply(pen, spot(event)); });
    canvas.addEventListener("pointermove", function (event) { if (drawing) { pen.lineTo.apply(pen, spot(event)); pen.stroke(); } });
    canvas.addEventListener("pointerup", function () {
      drawing = false;
      canvas.toBlob(function (blob) {
        var files = new DataTransfer();
        files.items.add(new File([blob], box.dataset.sign + ".png", { type: "image/png" }));
        input.files = files.files;
      }, "image/png");
    });
    clear.addEventListener("click", function () { pen.clearRect(0, 0, canvas.width, canvas.height); input.value = ""; });
  });

  var sheet = document.querySelector("[data-sheet]");
  if (sheet) {
    // Tried at once; without an answer it is kept; what the server does not accept it says on its own page.
    sheet.addEventListener("submit", async function (event) {
      event.preventDefault();
      var button = sheet.querySelector("[data-words-kept]"), box = document.querySelector("[data-waiting]");
      var fields = Array.from(new FormData(sheet)).filter(function (field) { return !(field[1] instanceof File) || field[1].size; });
      fields = fields.map(function (field) { return field[1] instanceof File ? [field[0], field[1], field[1].name] : field; });
      var entry = { key: sheet.elements.key.value, address: location.pathname, fields: fields };
      button.disabled = true;
      try {
        var found = await send(entry);
        if (found.ok) { location.reload(); } else { sheet.submit(); }
      } catch (gone) {
        await put(entry);
        box.hidden = false;
        box.textContent = button.dataset.wordsKept;
        box.scrollIntoView();
      }
    });
  }
  window.addEventListener("online", flush);
  if ("indexedDB" in window) { if (navigator.onLine) { flush(); } else { tell(); } }
}());
