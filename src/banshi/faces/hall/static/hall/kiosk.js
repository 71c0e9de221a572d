// The keypad of the kiosk. Without script the device's own keyboard, or the scanner, types into the field.
const field = document.getElementById("number");
const pad = document.getElementById("keypad");
if (field && pad) {
  for (const key of ["1", "2", "3", "4", "5", "6", "7", "8", "9", pad.dataset.clear, "0", "⌫"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = key;
    if (key === "⌫") button.setAttribute("aria-label", pad.dataset.back);
    button.addEventListener("click", () => {
      if (key === "⌫") field.value = field.value.slice(0, -1);
      else if (key === pad.dataset.clear) field.value = "";
      else field.value += key;
    });
    pad.append(button);
  }
  field.focus();
}
