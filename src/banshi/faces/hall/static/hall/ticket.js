// The next person finds the kiosk's first page: half a minute after the last touch. Whoever still reads only has to touch.
const done = document.getElementById("done");
if (done) {
  let leaving;
  const wait = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => location.replace(done.href), 30000);
  };
  for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, wait, { passive: true });
  wait();
}
