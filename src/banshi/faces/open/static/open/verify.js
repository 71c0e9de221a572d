// Checks a proof in the reader's own browser: nothing is sent anywhere. The same steps as tools/verify_journal.py.
(function () {
  "use strict";
  var form = document.querySelector("[data-proof-form]");
  var button = document.querySelector("[data-check-here]");
  if (!form || !button || !window.crypto || !window.crypto.subtle) { return; }
  var words = JSON.parse(document.getElementById("proof-words").textContent);
  var result = document.getElementById("checked-here");
  button.hidden = false;

  function canonical(value) {
    if (Array.isArray(value)) { return "[" + value.map(canonical).join(",") + "]"; }
    if (value === null || typeof value !== "object") { return JSON.stringify(value); }
    return "{" + Object.keys(value).sort().map(function (key) {
      return JSON.stringify(key) + ":" + canonical(value[key]);
    }).join(",") + "}";
  }
  function bytes(hex) { return Uint8Array.from(hex.match(/../g) || [], function (pair) { return parseInt(pair, 16); }); }
  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }
  async function sha256(parts) { return hex(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer())); }
  function node(left, right) { return sha256([new Uint8Array([1]), bytes(left), bytes(right)]); }

  async function climb(leaf, index, size, path) {
    var top = await sha256([new Uint8Array([0]), bytes(leaf)]), last = size - 1;
    for (var neighbour of path) {
      if (!(index >= 0 && index <= last) || last === 0) { return ""; }
      if (index % 2 || index === last) {
        top = await node(neighbour, top);
        while (index % 2 === 0 && index) { index = Math.floor(index / 2); last = Math.floor(last / 2); }
      } else { top = await node(top, neighbour); }
      index = Math.floor(index / 2); last = Math.floor(last / 2);
    }
    return index === 0 && last === 0 ? top : "";
  }

  async function steps(proof, kept) {
    var found = [], seal = Object.assign({}, proof.seal), leaf = await sha256([canonical(proof.line)]);
    delete seal.hash;
    found.push(["line", leaf === proof.hash, leaf]);
    var top = await climb(leaf, proof.leaf_index, proof.tree_size, proof.path);
    found.push(["path", top === proof.root, top]);
    var sealed = await sha256([canonical(seal)]);
    found.push(["seal", sealed === proof.seal.hash && seal.root === proof.root && seal.count === proof.tree_size, sealed]);
    kept = kept.replace(/\s/g, "").toLowerCase();
    if (kept) { found.push(["root", kept === proof.root || kept === sealed, kept]); }
    return found;
  }

  function show(found) {
    var list = document.createElement("ol");
    list.className = "proof-steps";
    found.forEach(function (step) {
      var item = document.createElement("li"), title = document.createElement("strong"), text = document.createElement("p");
      var hash = document.createElement("p"), box = document.createElement("div");
      item.dataset.state = step[1] ? "good" : "bad";
      title.textContent = words[step[0]][0];
      text.textContent = words[step[0]][step[1] ? 1 : 2];
      hash.className = "hash small muted";
      hash.textContent = step[2];
      box.append(title, text, hash);
      var mark = document.createElement("span");
      mark.className = "proof-mark";
      mark.textContent = step[1] ? "✓" : "✗";
      item.append(mark, box);
      list.append(item);
    });
    result.querySelector("div").replaceChildren(list);
    result.hidden = false;
    result.scrollIntoView({ block: "nearest" });
  }

  button.addEventListener("click", async function () {
    var file = form.elements.file.files[0];
    try {
      show(await steps(JSON.parse(file ? await file.text() : form.elements.text.value), form.elements.root.value));
    } catch (error) { show([["shape", false, ""]]); }
  });
}());
