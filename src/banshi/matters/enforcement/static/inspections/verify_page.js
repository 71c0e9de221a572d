/* The page around the verifier: takes the published files, shows each rule as it is checked, sends nothing anywhere. */
import { verify } from "../enforcement/verify_draw.js";

const box = document.querySelector("[data-verifier]");
if (box) {
  const list = box.querySelector("[data-rules]");
  const verdict = box.querySelector("[data-verdict]");
  const word = (name) => box.querySelector(`[data-word=${name}]`).textContent;

  const show = ({ rule, ok, detail }) => {
    const line = document.createElement("li");
    const mark = document.createElement("span");
    const text = document.createElement("div");
    const title = document.createElement("strong");
    const more = document.createElement("p");
    line.dataset.state = ok ? "good" : "bad";
    mark.textContent = ok ? "✓" : "✗";
    title.textContent = rule;
    more.textContent = detail || "";
    text.append(title, more);
    line.append(mark, text);
    list.append(line);
    return new Promise((go) => setTimeout(go, 30)); // so that the reader sees one after the other
  };

  const say = (state, text) => {
    verdict.hidden = false;
    verdict.dataset.state = state;
    verdict.textContent = text;
  };

  const check = async (chosen) => {
    list.replaceChildren();
    say("", word("working"));
    const files = {};
    for (const file of chosen) files[file.name.split("/").pop()] = await file.text();
    const demonstration = box.querySelector("[data-accept-demonstration]").checked;
    const found = await verify(files, show, { demonstration });
    say(found.ok ? "good" : "bad", found.ok ? word("good") : `${word("bad")} ${found.rule} ${found.detail || ""}`);
  };

  box.querySelector("[data-files]").addEventListener("change", (event) => check(event.target.files));
  const drop = box.querySelector("[data-drop]");
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.toggleAttribute("data-over", name === "dragover");
      if (name === "drop") check(event.dataTransfer.files);
    });
  }
}
